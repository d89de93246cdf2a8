"""What clerks and officers do with a delivery: hand it out at the counter, give it to the post, note what became of it."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cases.access import window_case
from gateway.cases.idempotency import Slot, once
from gateway.deliveries import schemas
from gateway.deliveries.errors import (
    AddressMissing,
    DeliveryDone,
    DeliveryMoment,
    DeliveryNotFound,
    DeliveryNotReady,
    DeliveryNotSent,
    DeliverySent,
)
from gateway.deliveries.handing import receive
from gateway.deliveries.parts import contents_of
from gateway.deliveries.rows import choice_of, delivery_of, matter_of
from gateway.deliveries.states import DeliveryState, DeliveryWay
from gateway.dependencies import Caller, Context, Role
from gateway.matters.service import changed
from gateway.on_record import put_on_record
from gateway.procedure.record import Actor
from gateway.store.models import Case, Delivery

Step = Callable[[AsyncSession, Case, Delivery], Awaitable[None]]


async def hand_out(
    context: Context, caller: Caller, case_no: str, delivery_no: str, key: str, request: schemas.Handout
) -> dict[str, Any]:
    """Everything was handed out at the counter, whatever way was chosen before.

    Raises ``CaseNotFound``, ``DeliveryNotFound``, ``DeliveryDone``, ``DeliverySent``, ``DeliveryNotReady``,
    ``IdempotencyKeyReused``.
    """

    async def step(session: AsyncSession, case: Case, delivery: Delivery) -> None:
        _refuse_sent(delivery)
        await _refuse_unready(session, delivery)
        receiver = {**request.receiver.model_dump(exclude={"identity_checked"}), "note": request.note}
        await receive(
            context,
            session,
            case,
            delivery,
            Actor.of(caller, Role.CLERK.value),
            way=DeliveryWay.WINDOW,
            at=context.now(),
            receiver=receiver,
            handed_by=caller.sub,
        )

    return await _done(context, caller, Role.CLERK, case_no, delivery_no, key, "handout", request, step)


async def post(
    context: Context, caller: Caller, case_no: str, delivery_no: str, key: str, request: schemas.Posting
) -> dict[str, Any]:
    """Everything was given to the post, for the address that the applicant chose.

    Raises what :func:`hand_out` raises, and ``AddressMissing``.
    """

    async def step(session: AsyncSession, case: Case, delivery: Delivery) -> None:
        _refuse_sent(delivery)
        await _refuse_unready(session, delivery)
        choice = await choice_of(session, case.case_no)
        if choice is None or choice.address is None:
            raise AddressMissing
        sent = {
            "carrier": request.carrier,
            "tracking_no": request.tracking_no,
            "sent_at": context.now().isoformat(),
            "address": choice.address,
        }
        delivery.postings = [*delivery.postings, sent]
        delivery.state, delivery.way = DeliveryState.SENT.value, DeliveryWay.POST.value
        await _look_at_once(session, delivery)

    role = Role.CLERK if caller.has(Role.CLERK) else Role.OFFICER
    return await _done(context, caller, role, case_no, delivery_no, key, "postings", request, step)


async def note_outcome(
    context: Context,
    caller: Caller,
    case_no: str,
    delivery_no: str,
    key: str,
    request: schemas.PostingOutcome,
) -> dict[str, Any]:
    """The post delivered it, or brought it back: then it waits again (再次投递, or another way).

    Raises ``CaseNotFound``, ``DeliveryNotFound``, ``DeliveryDone``, ``DeliveryNotSent``, ``DeliveryMoment``,
    ``IdempotencyKeyReused``.
    """
    role = Role.CLERK if caller.has(Role.CLERK) else Role.OFFICER

    async def step(session: AsyncSession, case: Case, delivery: Delivery) -> None:
        if delivery.state != DeliveryState.SENT:
            raise DeliveryNotSent
        last = dict(delivery.postings[-1])
        if not datetime.fromisoformat(last["sent_at"]) <= request.at <= context.now():
            raise DeliveryMoment
        noted = last | {
            "result": request.result,
            "result_at": request.at.isoformat(),
            "reason": request.reason,
        }
        delivery.postings = [*delivery.postings[:-1], noted]
        if request.result == "returned":
            delivery.state = DeliveryState.WAITING.value
            await _look_at_once(session, delivery)
            return
        await receive(
            context,
            session,
            case,
            delivery,
            Actor.of(caller, role.value),
            way=DeliveryWay.POST,
            at=request.at,
            receiver={"name": request.receiver, "relation": "post", "note": None},
            handed_by=caller.sub,
        )

    return await _done(context, caller, role, case_no, delivery_no, key, "postings/outcome", request, step)


async def _done(
    context: Context,
    caller: Caller,
    role: Role,
    case_no: str,
    delivery_no: str,
    key: str,
    what: str,
    request: schemas.Request,
    step: Step,
) -> dict[str, Any]:
    slot = Slot.of(
        caller.sub,
        f"POST /cases/{case_no}/deliveries/{delivery_no}/{what}",
        key,
        request.model_dump(mode="json"),
    )

    async def store(session: AsyncSession) -> dict[str, Any]:
        case = await window_case(session, caller, case_no)
        delivery = await _own(session, caller, case_no, delivery_no)
        if delivery.state == DeliveryState.DELIVERED:
            raise DeliveryDone
        await step(session, case, delivery)
        now, state = context.now(), DeliveryState(delivery.state)
        await put_on_record(
            session,
            caller,
            role,
            f"delivery.{what.replace('/', '.')}",
            at=now,
            case_no=case_no,
            detail={"delivery_no": delivery_no, "state": state.value},
        )
        return schemas.DeliveryChange(
            case_no=case_no,
            delivery_no=delivery_no,
            state=state.value,
            state_name=state.label,
            way=delivery.way,
            way_name=DeliveryWay(delivery.way).label,
            document_no=delivery.document_no,
            at=now,
        ).model_dump(mode="json")

    return await once(context, slot, store)


async def _own(session: AsyncSession, caller: Caller, case_no: str, delivery_no: str) -> Delivery:
    found = await delivery_of(session, case_no, delivery_no)
    if found is None or found.body != caller.body:
        raise DeliveryNotFound
    return found


def _refuse_sent(delivery: Delivery) -> None:
    if delivery.state == DeliveryState.SENT:
        raise DeliverySent


async def _refuse_unready(session: AsyncSession, delivery: Delivery) -> None:
    if not (await contents_of(session, delivery)).ready:
        raise DeliveryNotReady


async def _look_at_once(session: AsyncSession, delivery: Delivery) -> None:
    matter = await matter_of(session, delivery)
    if matter is not None:
        await changed(session, matter)
