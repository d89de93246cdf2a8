"""What the gateway asks over gRPC, asked of Zeebe 8.8: deploying the chain, and a start that counts once."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from bpmn.resources import deployable
from gateway.engine import EngineClient
from gateway.engine.errors import MessageAlreadyPublished
from scripts.tools.rehearsal.records import RecordLog
from tests.engine.in_memory.conftest import InMemoryEngine

pytestmark = pytest.mark.engine

NO_REST = "http://127.0.0.1:1"


async def test_a_chain_is_deployed_and_started_once_by_its_message(
    engine: InMemoryEngine, records: RecordLog
) -> None:
    case_no = uuid.uuid4().hex
    variables = {"case_no": case_no, "lead_body": "approval_379901", "precheck_items": [], "items": {}}
    client = EngineClient(engine.grpc_address, NO_REST)
    try:
        deployed = await client.deploy(deployable("restaurant"))
        assert "restaurant" in {definition.id for definition in deployed.definitions}
        published: dict[str, Any] = {"message_id": case_no, "ttl": timedelta(days=7), "variables": variables}
        await client.publish_message("restaurant.submitted", case_no, **published)
        with pytest.raises(MessageAlreadyPublished):
            await client.publish_message("restaurant.submitted", case_no, **published)
    finally:
        await client.close()
    job = await records.seen(
        lambda record: (
            (record["valueType"], record["intent"]) == ("JOB", "CREATED")
            and record["value"]["type"] == "acceptance.claim.approval_379901"
        )
    )
    assert job["value"]["bpmnProcessId"] == "restaurant"
    started = [
        record
        for record in records
        if record["valueType"] == "VARIABLE"
        and record["value"]["value"] == f'"{case_no}"'
        and record["value"]["scopeKey"] == record["value"]["processInstanceKey"]
        and record["intent"] == "CREATED"
    ]
    assert len(started) == 1
