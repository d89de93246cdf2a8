"""The intake over HTTP, with what a real engine exported."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import orjson
import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from chain.cases import CaseState, ItemState
from chain.clock import SystemClock
from gateway.intake.app import create_intake
from gateway.intake.incarnation import adopt
from gateway.readmodel import queries
from gateway.settings import Settings
from gateway.store.database import Database
from gateway.store.models import Claim, IntakePoison, RmCase, RmInstance, RmJob
from tests.unit.gateway.store.support import NOW, add_case, everything, kiosk_body

CREDENTIALS = ("zeebe", "secret")
PROJECTED = ("rm_", "intake_poison")


@pytest.fixture
async def intake(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    settings = Settings(intake_password=SecretStr("secret"), intake_max_body=1024 * 1024)
    app = create_intake(settings, database, SystemClock())
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://intake", auth=CREDENTIALS) as client:
        yield client


def lines() -> list[bytes]:
    return kiosk_body().splitlines()


def bulk_of(pairs: list[bytes]) -> bytes:
    return b"\n".join(pairs) + b"\n"


async def send(intake: httpx.AsyncClient, body: bytes) -> httpx.Response:
    return await intake.post("/_bulk", content=body, headers={"content-type": "application/x-ndjson"})


async def claim_all(database: Database) -> None:
    async with database.write() as session:
        for row in (await session.scalars(select(RmCase))).all():
            await add_case(session, row.case_no, items=[("signboard", "urban_379901")])
            await session.flush()
            session.add(
                Claim(
                    case_no=row.case_no,
                    process_instance_key=row.process_instance_key,
                    body="approval_379901",
                    claimed_at=NOW,
                )
            )


async def test_a_batch_is_committed_when_it_is_answered(
    intake: httpx.AsyncClient, database: Database
) -> None:
    answer = await send(intake, kiosk_body())
    assert answer.status_code == 200
    assert answer.json()["errors"] is False
    assert answer.headers["x-elastic-product"] == "Elasticsearch"
    await claim_all(database)
    async with database.read() as session:
        progress = await queries.cases_progress(session, ["YL1", "YL2", "YL3", "YL4"])
    assert {number: case.state for number, case in progress.items()} == {
        "YL1": CaseState.COMPLETED,
        "YL2": CaseState.WITHDRAWN,
        "YL3": CaseState.RECEIVED,
        "YL4": CaseState.IN_PROGRESS,
    }
    assert progress["YL1"].items["signboard"].state == ItemState.GRANTED
    assert progress["YL2"].items["signboard"].state == ItemState.WITHDRAWN
    assert progress["YL4"].items["signboard"].state == ItemState.IN_PROGRESS


async def test_a_batch_sent_again_changes_nothing(intake: httpx.AsyncClient, database: Database) -> None:
    await send(intake, kiosk_body())
    before = await everything(database, *PROJECTED)
    for body in (kiosk_body(), bulk_of(lines()[:200]), bulk_of(lines()[-100:])):
        assert (await send(intake, body)).status_code == 200
    assert await everything(database, *PROJECTED) == before


@pytest.mark.parametrize("auth", [None, ("zeebe", "wrong"), ("other", "secret"), ("zeebe", "")])
async def test_records_without_credentials_are_refused(
    intake: httpx.AsyncClient, database: Database, auth: tuple[str, str] | None
) -> None:
    intake.auth = auth  # type: ignore[assignment]
    assert (await send(intake, kiosk_body())).status_code == 401
    assert (await intake.put("/zeebe-record*/_settings", json={})).status_code == 401
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(RmInstance)) == 0


@pytest.mark.parametrize(
    "header", ["", "Basic", "Basic !!!", "Bearer emVlYmU6c2VjcmV0", "Basic é".encode("latin-1")]
)
async def test_a_broken_authorization_header_is_refused(
    intake: httpx.AsyncClient, header: str | bytes
) -> None:
    intake.auth = None  # type: ignore[assignment]
    raw = header.encode() if isinstance(header, str) else header
    answer = await intake.get("/", headers={b"authorization": raw})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/zeebe-record*/_settings",
        "/_index_template/zeebe",
        "/_component_template/zeebe",
        "/_ilm/policy/zeebe",
    ],
)
async def test_settings_and_templates_are_acknowledged(intake: httpx.AsyncClient, path: str) -> None:
    answer = await intake.put(path, json={})
    assert answer.json() == {"acknowledged": True}
    assert answer.headers["x-elastic-product"] == "Elasticsearch"


async def test_a_poison_record_is_set_aside_and_the_log_goes_on(
    intake: httpx.AsyncClient, database: Database
) -> None:
    pairs = lines()
    broken = orjson.loads(pairs[101])
    broken["value"] = {"张三": "37990119900101"}
    pairs[101] = orjson.dumps(broken)
    pairs[301] = b'{"name":"\xe5\xbc\xa0'
    assert (await send(intake, bulk_of(pairs))).status_code == 200
    async with database.read() as session:
        poison = (await session.scalars(select(IntakePoison).order_by(IntakePoison.position))).all()
        assert await session.scalar(select(func.count()).select_from(RmJob)) == 22
    assert [(row.value_type, row.error_code) for row in poison] == [
        (broken["valueType"], "KeyError"),
        ("UNKNOWN", "JSONDecodeError"),
    ]
    assert "张三" not in repr(await everything(database, "intake_poison"))


async def test_a_record_the_database_refuses_does_not_take_its_batch_along(
    intake: httpx.AsyncClient, database: Database
) -> None:
    pairs = lines()
    for number in range(1, len(pairs), 2):
        record = orjson.loads(pairs[number])
        if record["valueType"] == "VARIABLE" and record["value"]["name"] == "item":
            record["value"]["value"] = orjson.dumps("\x00" if number % 4 == 1 else "x" * 5000).decode()
            pairs[number] = orjson.dumps(record)
    assert (await send(intake, bulk_of(pairs))).status_code == 200
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(RmJob)) == 22
        assert await session.scalar(select(func.count()).select_from(IntakePoison)) != 0


async def test_records_of_another_engine_are_refused_until_it_is_adopted(
    intake: httpx.AsyncClient, database: Database
) -> None:
    await send(intake, kiosk_body())
    await claim_all(database)
    before = await everything(database, *PROJECTED)
    other = kiosk_body().replace(b"zeebe-record-abc123_", b"zeebe-record-ffff01_")
    assert (await send(intake, other)).status_code == 409
    assert await everything(database, *PROJECTED) == before
    async with database.write() as session:
        await adopt(session, "ffff01", NOW)
    assert (await send(intake, kiosk_body())).status_code == 409
    assert (await send(intake, other)).status_code == 200
    async with database.read() as session:
        progress = await queries.case_progress(session, "YL1")
        chains = (await session.scalars(select(RmCase.case_no))).all()
    assert progress is not None
    assert progress.state == CaseState.COMPLETED
    assert sorted(chains) == sorted(["YL1", "YL2", "YL3", "YL4"] * 2)


async def test_engines_may_be_adopted_one_after_another(
    intake: httpx.AsyncClient, database: Database
) -> None:
    await send(intake, kiosk_body())
    for incarnation in ("aa", "bb", "bb", "aa", "cc"):
        async with database.write() as session:
            await adopt(session, incarnation, NOW)
        body = kiosk_body().replace(b"zeebe-record-abc123_", f"zeebe-record-{incarnation}_".encode())
        assert (await send(intake, body)).status_code == 200


async def test_an_engine_that_began_anew_under_its_old_name_is_noticed(
    intake: httpx.AsyncClient, database: Database
) -> None:
    await send(intake, kiosk_body())
    before = await everything(database, *PROJECTED)
    pairs = lines()[:40]
    day = int(timedelta(days=1).total_seconds() * 1000)
    for number in range(1, len(pairs), 2):
        record = orjson.loads(pairs[number])
        record["timestamp"] += day
        pairs[number] = orjson.dumps(record)
    assert (await send(intake, bulk_of(pairs))).status_code == 409
    assert await everything(database, *PROJECTED) == before


@pytest.mark.parametrize("body", [b"x", b"{}\n{}\n", b"\xff\n\xff\n"])
async def test_a_body_that_is_no_batch_is_a_client_error(intake: httpx.AsyncClient, body: bytes) -> None:
    assert (await send(intake, body)).status_code == 422


async def test_a_body_beyond_the_limit_is_refused(intake: httpx.AsyncClient) -> None:
    assert (await send(intake, b"x" * (1024 * 1024 + 1))).status_code == 413


async def test_health_and_metrics_need_no_credentials(intake: httpx.AsyncClient) -> None:
    await send(intake, kiosk_body())
    intake.auth = None  # type: ignore[assignment]
    assert (await intake.get("/health")).status_code == 200
    metrics = (await intake.get("/metrics")).text
    assert "yilian_intake_records_total" in metrics
    assert "YL1" not in metrics


def test_an_intake_without_a_password_does_not_start(database: Database) -> None:
    with pytest.raises(ValueError, match="INTAKE_PASSWORD"):
        create_intake(Settings(intake_password=None), database, SystemClock())
