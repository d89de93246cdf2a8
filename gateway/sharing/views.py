"""What people read of resources and uses."""

from collections.abc import Sequence

from chain.sharing import Resource
from gateway.dependencies import Context
from gateway.sharing import schemas
from gateway.sharing.catalogue import SharedField, SharedResource, resource, resources
from gateway.sharing.states import OVER, GrantState, GrantStep
from gateway.store.models import SharingGrant, SharingStep


def catalogue(context: Context) -> schemas.ResourceList:
    """Every resource with its fields and who provides it."""
    return schemas.ResourceList(resources=[_resource(context, each) for each in resources().values()])


def _resource(context: Context, each: SharedResource) -> schemas.ResourceView:
    return schemas.ResourceView(
        resource=each.key,
        name=each.key.label,
        summary=each.summary,
        standard=each.standard,
        update=each.update,
        query=f"/sharing/v1/{each.key.value}/query",
        providers=[
            schemas.ProviderView(body=body.code, name=body.name) for body in each.providers(context.catalogue)
        ],
        fields=[_field(field) for field in each.field],
    )


def _field(field: SharedField) -> schemas.FieldView:
    return schemas.FieldView(
        key=field.key,
        name=field.name,
        sensitivity=field.sensitivity.value,
        sensitivity_name=field.sensitivity.label,
        note=field.note,
    )


def shown(
    context: Context, grant: SharingGrant, steps: Sequence[SharingStep], *, queries: int
) -> schemas.GrantView:
    """A use; ``queries``: how many it answered today."""
    key, state = Resource(grant.resource), GrantState(grant.state)
    fields = resource(key).fields
    over = state is GrantState.GRANTED and grant.until < context.now().date()
    return schemas.GrantView(
        grant_no=grant.grant_no,
        resource=key,
        resource_name=key.label,
        body=grant.body,
        body_name=context.catalogue.body(grant.body).name,
        provider=grant.provider,
        provider_name=context.catalogue.body(grant.provider).name,
        purpose=grant.purpose,
        legal_basis=grant.legal_basis,
        fields=[_field(fields[field]) for field in grant.fields if field in fields],
        daily_quota=grant.daily_quota,
        until=grant.until,
        state=state.value,
        state_name=OVER if over else state.label,
        applied_at=grant.applied_at,
        decided_at=grant.decided_at,
        ended_at=grant.ended_at,
        queries_today=queries,
        steps=[
            schemas.StepView(
                step=each.step,
                step_name=GrantStep(each.step).label,
                at=each.at,
                body=each.body,
                reason=each.reason,
            )
            for each in steps
        ],
    )
