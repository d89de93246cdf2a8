"""An applicant's messages and contact points over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from gateway.dependencies import Caller, CurrentContext, Role, require
from gateway.messages import contacts, reading, schemas

router = APIRouter(tags=["messages"])

Applicant = Annotated[Caller, Depends(require(Role.APPLICANT))]


@router.get("/messages", summary="我的消息")
async def messages(
    context: CurrentContext,
    caller: Applicant,
    unread: Annotated[bool, Query(description="只列未读")] = False,
    cursor: Annotated[str | None, Query(description="翻页游标", max_length=20)] = None,
    limit: Annotated[int, Query(description="每页条数", ge=1, le=reading.LONGEST_PAGE)] = 50,
) -> schemas.MessagePage:
    """Newest first; the text is shown when a message is opened."""
    return await reading.listing(context, caller, unread=unread, cursor=cursor, limit=limit)


@router.get("/messages/{message_id}", summary="打开一条消息")
async def message(context: CurrentContext, caller: Applicant, message_id: int) -> schemas.MessageView:
    """Opening it counts as delivered and read."""
    return await reading.opened(context, caller, message_id)


@router.post("/messages/{message_id}/read", summary="标记已读")
async def mark_read(context: CurrentContext, caller: Applicant, message_id: int) -> schemas.MessageView:
    """Noted once; repeating it changes nothing."""
    return await reading.opened(context, caller, message_id)


@router.get("/me/contacts", summary="我的消息接收方式")
async def own_contacts(context: CurrentContext, caller: Applicant) -> schemas.Contacts:
    """The caller's own only; nobody else reads them."""
    return await contacts.read(context, caller)


@router.put("/me/contacts", summary="设置我的消息接收方式")
async def set_contacts(
    context: CurrentContext, caller: Applicant, request: schemas.ContactsRequest
) -> schemas.Contacts:
    """Replaces what was set; an empty list of channels leaves messages in the application only."""
    return await contacts.put(context, caller, request)
