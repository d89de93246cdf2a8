"""Reducing what may come after the first package of a case too: only where a package that is due holds it."""

from collections.abc import Collection

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.aftercare.states import RequestState
from gateway.archive import marks
from gateway.store.models import (
    Delivery,
    LicenceRequest,
    Message,
    ProcedureAct,
    Publication,
    Rating,
    RatingStep,
)

_CASE_NO: BindParameter[str] = bindparam("case_no")
_ACTS = select(ProcedureAct).where(ProcedureAct.case_no == _CASE_NO)
_MESSAGES = select(Message).where(Message.case_no == _CASE_NO)
_DELIVERIES = select(Delivery).where(Delivery.case_no == _CASE_NO)
_PUBLICATIONS = select(Publication).where(Publication.case_no == _CASE_NO)
_REQUESTS = select(LicenceRequest).where(LicenceRequest.case_no == _CASE_NO)
_STEPS = (
    select(Rating, RatingStep)
    .join(RatingStep, RatingStep.rating == Rating.id)
    .where(Rating.case_no == _CASE_NO)
)
IN_THE_PACKAGE = "已归档，原件在档案包中。"
"""What a reader finds in the place of what somebody wrote."""


async def reduce_later(session: AsyncSession, case_no: str, held: Collection[str]) -> None:
    """Reduce what ``held`` marks: reasons of acts and of taking down what was public, messages, receipts, what holders asked
    for, what was said of ratings."""
    place = {"case_no": case_no}
    for act in await session.scalars(_ACTS, place):
        if marks.act(act) in held:
            act.reason = _said(act.reason)
    for message in await session.scalars(_MESSAGES, place):
        if marks.message(message) in held:
            message.text = IN_THE_PACKAGE
    for delivery in await session.scalars(_DELIVERIES, place):
        if marks.delivery(delivery) in held:
            delivery.postings, delivery.receiver = [], None
    for publication in await session.scalars(_PUBLICATIONS, place):
        if marks.publication(publication) in held:
            publication.withdrawn_because = _said(publication.withdrawn_because)
    await _requests(session, place, held)
    await _ratings(session, place, held)


async def _requests(session: AsyncSession, place: dict[str, str], held: Collection[str]) -> None:
    """One that is open still has to be decided by what it says."""
    for request in await session.scalars(_REQUESTS, place):
        if marks.request(request) in held and request.state != RequestState.OPEN:
            request.changes, request.reason = {}, IN_THE_PACKAGE
            request.opinion = _said(request.opinion)


async def _ratings(session: AsyncSession, place: dict[str, str], held: Collection[str]) -> None:
    for rating, step in await session.execute(_STEPS, place):
        if marks.rating(rating) in held:
            rating.comment, rating.first, step.note = _said(rating.comment), None, _said(step.note)


def _said(text: str | None) -> str | None:
    return None if text is None else IN_THE_PACKAGE
