"""An applicant's own contact points: encrypted where they rest, never in a log; every reading is on record."""

from sqlalchemy.exc import IntegrityError

from gateway.dependencies import Caller, Context, Role
from gateway.messages import schemas
from gateway.messages.channels import channels_on
from gateway.messages.states import ChannelName
from gateway.on_record import put_on_record
from gateway.store.models import Contact


async def read(context: Context, caller: Caller) -> schemas.Contacts:
    """The caller's own."""
    async with context.database.write() as session:
        found = await session.get(Contact, caller.sub)
        await put_on_record(session, caller, Role.APPLICANT, "contacts.read", at=context.now(), case_no=None)
    return _view(context, found)


async def put(context: Context, caller: Caller, request: schemas.ContactsRequest) -> schemas.Contacts:
    """Replace the caller's own; what waits to be sent goes to the new ones, or nowhere when the choice is gone."""
    try:
        return await _put(context, caller, request)
    except IntegrityError:
        # Two first ones at once: the other one is there now, and is replaced.
        return await _put(context, caller, request)


async def _put(context: Context, caller: Caller, request: schemas.ContactsRequest) -> schemas.Contacts:
    async with context.database.write() as session:
        found = await session.get(Contact, caller.sub, with_for_update=True)
        if found is None:
            found = Contact(account=caller.sub, channels=[], changed_at=context.now())
            session.add(found)
        found.sms, found.email = request.sms, request.email
        found.channels = sorted(set(request.channels))
        found.changed_at = context.now()
        await put_on_record(
            session,
            caller,
            Role.APPLICANT,
            "contacts.change",
            at=context.now(),
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
