"""An applicant's own contact points: encrypted where they rest, never in a log; every reading is on record."""

from gateway.dependencies import Caller, Context
from gateway.messages import schemas
from gateway.messages.channels import channels_on
from gateway.messages.states import ChannelName
from gateway.store import audit
from gateway.store.models import Contact


async def read(context: Context, caller: Caller) -> schemas.Contacts:
    """The caller's own."""
    async with context.database.write() as session:
        found = await session.get(Contact, caller.sub)
        await audit.record(
            session,
            at=context.now(),
            actor=caller.sub,
            role="applicant",
            body=None,
            action="contacts.read",
            case_no=None,
        )
    return _view(context, found)


async def put(context: Context, caller: Caller, request: schemas.ContactsRequest) -> schemas.Contacts:
    """Replace the caller's own; what waits to be sent goes to the new ones, or nowhere when the choice is gone."""
    async with context.database.write() as session:
        found = await session.get(Contact, caller.sub, with_for_update=True)
        if found is None:
            found = Contact(account=caller.sub, channels=[], changed_at=context.now())
            session.add(found)
        found.sms, found.email = request.sms, request.email
        found.channels = sorted(set(request.channels))
        found.changed_at = context.now()
        await audit.record(
            session,
            at=context.now(),
            actor=caller.sub,
            role="applicant",
            body=None,
            action="contacts.change",
            case_no=None,
            detail={"channels": found.channels},
        )
    return _view(context, found)


def _view(context: Context, found: Contact | None) -> schemas.Contacts:
    on = [ChannelName.IN_APP, *channels_on(context.settings)]
    return schemas.Contacts(
        sms=None if found is None else found.sms,
        email=None if found is None else found.email,
        channels=[] if found is None else found.channels,
        available=[channel.value for channel in on],
    )
