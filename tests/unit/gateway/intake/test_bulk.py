"""Reading the exporter's batches."""

import orjson
import pytest

from gateway.intake.bulk import UNNAMED, read_batch
from gateway.intake.errors import BatchUnreadable
from gateway.readmodel.project import Poison
from gateway.readmodel.records import Record
from tests.unit.gateway.store.support import kiosk_body


def action(index: str = "zeebe-record-abc123_job_8.5.8_2026-11-23", identifier: str = "1-7") -> bytes:
    return orjson.dumps({"index": {"routing": "1", "_index": index, "_id": identifier}})


def record(**changes: object) -> bytes:
    document = {
        "partitionId": 1,
        "position": 7,
        "key": 2251799813685275,
        "valueType": "JOB",
        "intent": "CREATED",
        "timestamp": 1795469945229,
        "value": {},
    }
    return orjson.dumps(document | changes)


def test_a_real_batch_is_read_whole() -> None:
    batch = read_batch(kiosk_body())
    assert batch is not None
    assert batch.incarnation == "abc123"
    assert len(batch.entries) == 764
    assert all(isinstance(entry, Record) for entry in batch.entries)
    positions = [entry.position for entry in batch.entries]
    assert positions == sorted(set(positions))


@pytest.mark.parametrize("body", [b"", b"\n", b" \n\n"])
def test_an_empty_batch_holds_nothing(body: bytes) -> None:
    assert read_batch(body) is None


def test_an_engine_without_an_incarnation_is_unnamed() -> None:
    batch = read_batch(action("zeebe-record_job_8.5.8_2026-11-23") + b"\n" + record() + b"\n")
    assert batch is not None
    assert batch.incarnation == UNNAMED


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"partitionId":1}',
        record(position="7"),
        record(position=True),
        record(key=2**63),
        record(key=1.5),
        record(value=[]),
        record(value=None),
        record(valueType=None),
        record(intent="x" * 121),
        record(intent="A\x00"),
        record(position=8),
        record(partitionId=2),
        b"[" * 100_000,
    ],
)
def test_a_record_that_cannot_be_read_keeps_its_place_and_nothing_else(line: bytes) -> None:
    batch = read_batch(action() + b"\n" + line + b"\n")
    assert batch is not None
    (entry,) = batch.entries
    assert isinstance(entry, Poison)
    assert (entry.partition, entry.position) == (1, 7)


@pytest.mark.parametrize(
    "body",
    [
        action(),
        b"{}\n" + record(),
        b"[]\n" + record(),
        b"x\n" + record(),
        action("other-index") + b"\n" + record(),
        action("zeebe-record-XYZ_job") + b"\n" + record(),
        action(identifier="7") + b"\n" + record(),
        action(identifier="1-" + "9" * 19) + b"\n" + record(),
        orjson.dumps({"delete": {}}) + b"\n" + record(),
        b"\n".join([action(), record(), action("zeebe-record-ffff_job_8.5.8"), record()]),
    ],
)
def test_a_body_that_is_no_batch_is_refused(body: bytes) -> None:
    with pytest.raises(BatchUnreadable):
        read_batch(body)
