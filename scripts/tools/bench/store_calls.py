"""What people ask of a filled store, through the application itself: no network, no engine."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import perf_counter

import httpx
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.cases import CaseState
from chain.clock import SystemClock
from gateway.app import create_app, open_context
from gateway.cases.listing import Place
from gateway.identity.development import DevelopmentIssuer
from gateway.settings import Settings
from gateway.store.database import Database
from gateway.store.models import EVERYBODY, Case, Certificate, ListedCase
from scripts.tools.bench.filling import DAYS, NOW
from scripts.tools.bench.filling_certificates import PURPOSE, READER, grant_no, holder_code, token_of
from scripts.tools.bench.filling_templates import JOINT
from scripts.tools.failure import CommandFailed

SAMPLE = 200
NOBODY = "127.0.0.1:1"
"""Where nobody listens: none of these calls asks the engine."""


@dataclass(frozen=True, slots=True)
class Known:
    """A case of the store, its applicant, and the certificate that it brought, with its number and the region it is of."""

    case_no: str
    applicant: str
    certificate: str = ""
    number: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """Cases to ask for, spread over the whole store, and a cursor deep in the list of all."""

    open: Sequence[Known]
    ended: Sequence[Known]
    deep: str


Caller = tuple[str, str, str | None]
"""Subject, role and body."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: posted where it has a ``query``."""

    path: str
    caller: Caller
    query: Mapping[str, str] | None = None


Ask = Callable[[Sample, int], Asked]


@dataclass(frozen=True, slots=True)
class Call:
    """One kind of request: ``ask`` gives the ``n``-th. ``status``: its p95 has an aim too."""

    name: str
    title: str
    ask: Ask
    status: bool = False


def _of(ended: bool, path: str) -> Ask:
    def ask(sample: Sample, n: int) -> Asked:
        cases = sample.ended if ended else sample.open
        case = cases[n % len(cases)]
        return Asked(path.format(case.case_no), (case.applicant, "applicant", None))

    return ask


def _certified(sample: Sample, n: int) -> Known:
    certified = [case for case in sample.ended if case.certificate]
    return certified[n % len(certified)]


def _by_holder(path: str) -> Ask:
    def ask(sample: Sample, n: int) -> Asked:
        case = _certified(sample, n)
        place = path.format(case.certificate, token_of(case.certificate))
        return Asked(place, (case.applicant, "applicant", None))

    return ask


def _shared(way: Callable[[Known], Mapping[str, str]]) -> Ask:
    """A query of another department, under its grant and on record."""

    def ask(sample: Sample, n: int) -> Asked:
        case = _certified(sample, n)
        under = {"grant_no": grant_no(case.region), "purpose": PURPOSE, "case_ref": f"XF{n}"}
        return Asked("/sharing/v1/licences/query", ("officer", "officer", READER), {**under, **way(case)})

    return ask


def _by(role: str, path: str, body: str | None = None) -> Ask:
    def ask(sample: Sample, _: int) -> Asked:
        return Asked(path.format(sample.deep), (f"{role}-bench", role, body))

    return ask


CALLS = (
    Call("status_open", "办件详情（在办）", _of(False, "/cases/{}"), status=True),
    Call("status_ended", "办件详情（办结）", _of(True, "/cases/{}"), status=True),
    Call("timeline", "办理过程", _of(False, "/cases/{}/timeline")),
    Call("path", "流程路径", _of(False, "/cases/{}/path")),
    Call("notices", "告知书与反馈", _of(True, "/cases/{}/notices")),
    Call("certificate", "证照查询（持证人）", _by_holder("/certificates/{}"), status=True),
    Call("certificate_history", "证照历史", _by_holder("/certificates/{}/history"), status=True),
    Call("certificate_public", "证照核验页（证照标识）", _by_holder("/v/{}"), status=True),
    Call("certificate_qr", "证照核验页（二维码）", _by_holder("/v/{}?t={}"), status=True),
    Call("certificate_lookups", "谁查询过本人证照", _by_holder("/certificates/lookups"), status=True),
    Call(
        "certificate_lookups_one",
        "谁查询过某一证照",
        _by_holder("/certificates/lookups?certificate={}"),
        status=True,
    ),
    Call(
        "shared_holder",
        "共享查询（持证主体）",
        _shared(lambda case: {"holder_code": holder_code(case.applicant)}),
        status=True,
    ),
    Call(
        "shared_number",
        "共享查询（类型和编号）",
        _shared(lambda case: {"type_code": JOINT, "number": case.number}),
        status=True,
    ),
    Call(
        "shared_identifier",
        "共享查询（证照标识）",
        _shared(lambda case: {"identifier": case.certificate}),
        status=True,
    ),
    Call("list_own", "申请人办件列表", _of(False, "/cases")),
    Call("list_body", "部门办件列表", _by("officer", "/cases", READER)),
    Call("list_body_state", "部门按状态列表", _by("officer", "/cases?state=withdrawn", READER)),
    Call("list_deep", "全部办件列表深处", _by("supervisor", "/cases?cursor={}")),
    Call(
        "list_deep_state",
        "按主题和状态列表深处",
        _by("supervisor", "/cases?theme=restaurant&state=returned&cursor={}"),
    ),
    Call("tasks", "待办任务", _by("officer", "/tasks", READER)),
    Call("instances", "流程实例列表", _by("operator", "/instances?process=restaurant")),
)


class Desk:
    """Asks one store."""

    def __init__(self, client: httpx.AsyncClient, issuer: DevelopmentIssuer, sample: Sample) -> None:
        self._client = client
        self._issuer = issuer
        self._sample = sample

    async def ask(self, call: Call, n: int) -> float:
        """Milliseconds of the ``n``-th request; raises ``CommandFailed`` when it is not answered with 200."""
        asked = call.ask(self._sample, n)
        sub, role, body = asked.caller
        headers = {"Authorization": f"Bearer {self._issuer.token(sub, [role], body)}"}
        method = "GET" if asked.query is None else "POST"
        begun = perf_counter()
        answer = await self._client.request(method, asked.path, json=asked.query, headers=headers)
        spent = (perf_counter() - begun) * 1000
        if answer.status_code != 200:
            raise CommandFailed(f"{call.title}：网关回答 {answer.status_code}。")
        return spent


@asynccontextmanager
async def open_desk(data: Path, url: str) -> AsyncIterator[Desk]:
    """The application on the filled store ``url``; its key stands in ``data``."""
    clock = SystemClock()
    settings = Settings(data=data, database_url=url, engine_grpc=NOBODY, engine_rest=f"http://{NOBODY}")
    app = create_app(settings, clock)
    async with AsyncExitStack() as stack:
        context = await open_context(settings, clock, stack)
        app.state.context = context
        client = await stack.enter_async_context(
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bench", timeout=120)
        )
        yield Desk(client, DevelopmentIssuer(data, clock), await _sample(context.database))


async def _sample(database: Database) -> Sample:
    async with database.read() as session:
        opened = await _youngest(session, CaseState.IN_PROGRESS)
        ended = [await _near(session, n / SAMPLE) for n in range(1, SAMPLE)]
        deep = await _line(session, 0.1)
    return Sample(opened, ended, Place(deep.received_at, deep.case_no).cursor())


async def _youngest(session: AsyncSession, state: CaseState) -> list[Known]:
    query = (
        select(Case.case_no, Case.applicant_sub)
        .join(ListedCase, ListedCase.case_no == Case.case_no)
        .where(ListedCase.body == EVERYBODY, ListedCase.state == state.value)
        .order_by(ListedCase.received_at.desc())
        .limit(SAMPLE)
    )
    return [Known(*row) for row in await session.execute(query)]


async def _near(session: AsyncSession, share: float) -> Known:
    line = await _line(session, share)
    case = await session.get_one(Case, line.case_no)
    brought = select(Certificate).where(Certificate.case_no == line.case_no).limit(1)
    certificate = (await session.scalars(brought)).one()
    return Known(case.case_no, case.applicant_sub, certificate.identifier, certificate.number, case.region)


async def _line(session: AsyncSession, share: float) -> ListedCase:
    """The youngest completed case older than the point at ``share`` of the store's time."""
    moment = NOW - timedelta(days=DAYS * (1 - share))
    query = (
        select(ListedCase)
        .where(
            ListedCase.body == EVERYBODY,
            ListedCase.state == CaseState.COMPLETED.value,
            ListedCase.received_at < moment,
        )
        .order_by(ListedCase.received_at.desc())
        .limit(1)
    )
    return (await session.scalars(query)).one()
