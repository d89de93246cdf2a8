"""What a called process does before acceptance shows at the chain, and what runs beside the chain does not."""

import json
from typing import Any

from sqlalchemy import select

from chain.cases import CaseState, ItemState
from gateway.readmodel import lists, paths, queries
from gateway.readmodel.project import project
from gateway.readmodel.records import Record
from gateway.store.base import to_millis
from gateway.store.database import Database
from gateway.store.models import Claim, RmCase, RmItem
from tests.unit.gateway.store.support import NOW, add_case

CASE, LEAD, URBAN = "YL1", "approval_379901", "urban_379901"
CHAIN, ACCEPTANCE, PRECHECK = 100, 200, 300
ITEMS = [("signboard", URBAN)]


class Log:
    """Writes records as the engine exports them and projects each at once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._position = 0

    async def write(self, key: int, value_type: str, intent: str, value: dict[str, Any]) -> None:
        """One record."""
        self._position += 1
        at = to_millis(NOW) + self._position
        record = Record(1, self._position, key, value_type, intent, at, value)
        async with self._database.write() as session:
            projected = await project(session, "abc123", [record], NOW)
        assert projected.poison == 0

    async def begins(self, key: int, process: str, parent: int = -1, **variables: str) -> None:
        """A process instance with the variables that it is given."""
        for name, text in variables.items():
            value = {"scopeKey": key, "processInstanceKey": key, "bpmnProcessId": process, "name": name}
            await self.write(
                key + 1,
                "VARIABLE",
                "CREATED",
                {**value, "value": json.dumps(text), "processDefinitionKey": 7},
            )
        value = {
            "bpmnElementType": "PROCESS",
            "bpmnProcessId": process,
            "elementId": process,
            "version": 1,
            "processDefinitionKey": 7,
            "processInstanceKey": key,
            "flowScopeKey": -1,
            "parentProcessInstanceKey": parent,
            "parentElementInstanceKey": parent,
        }
        await self.write(key, "PROCESS_INSTANCE", "ELEMENT_ACTIVATING", value)

    async def job(self, instance: int, job_type: str, returned: dict[str, Any], **headers: str) -> None:
        """A job that is made and done."""
        value = {
            "type": job_type,
            "processInstanceKey": instance,
            "elementId": "Task_1",
            "elementInstanceKey": instance + 1,
            "customHeaders": headers,
            "retries": 5,
            "variables": {},
        }
        key = 1000 + self._position
        await self.write(key, "JOB", "CREATED", value)
        await self.write(key, "JOB", "COMPLETED", {**value, "variables": returned})

    async def task(self, instance: int, process: str, element: str, body: str) -> None:
        """A user task that is offered."""
        value = {
            "processInstanceKey": instance,
            "bpmnProcessId": process,
            "elementId": element,
            "elementInstanceKey": instance + 1,
            "candidateGroupsList": [body],
            "assignee": "",
            "dueDate": "2026-12-20T23:59:59+08:00",
            "formKey": 5,
        }
        await self.write(1000 + self._position, "USER_TASK", "CREATED", value)


async def begun(database: Database) -> Log:
    """A claimed case whose departments check its papers."""
    async with database.write() as session:
        await add_case(session, CASE, items=ITEMS)
        await session.flush()
        claim = Claim(case_no=CASE, process_instance_key=CHAIN, body=LEAD, claimed_at=NOW)
        session.add(claim)
        await lists.claimed(session, claim)
    log = Log(database)
    await log.begins(CHAIN, "restaurant", case_no=CASE)
    await log.begins(ACCEPTANCE, "unified_acceptance", CHAIN, case_no=CASE)
    await check(log, PRECHECK)
    return log


async def check(log: Log, key: int) -> None:
    """A department checks."""
    given = {"case_no": CASE, "item": "signboard", "body": URBAN}
    await log.begins(key, "department_precheck", ACCEPTANCE, **given)
    await log.job(key, f"review.precheck.{URBAN}", {"precheck": {"complete": False, "officer": False}})


async def progress(database: Database) -> queries.CaseProgress:
    """Where the case is."""
    async with database.read() as session:
        found = await queries.case_progress(session, CASE)
    assert found is not None
    return found


async def test_notice_and_acceptance_in_the_called_process_are_the_chains(database: Database) -> None:
    log = await begun(database)
    assert (await progress(database)).state == CaseState.RECEIVED

    notice = {"notice": {"notice_no": "1", "due_at": "2026-12-20T23:59:59+08:00"}}
    await log.job(ACCEPTANCE, f"notice.supplement.{LEAD}", notice)
    assert (await progress(database)).state == CaseState.SUPPLEMENTING
    await check(log, PRECHECK + 100)
    assert (await progress(database)).state == CaseState.RECEIVED
    await log.job(ACCEPTANCE, f"acceptance.accept.{LEAD}", {"acceptance": {"outcome": "accepted"}})

    found = await progress(database)
    assert found.state == CaseState.IN_PROGRESS
    assert found.accepted_at is not None
    assert found.items["signboard"].state == ItemState.PENDING
    async with database.read() as session:
        (line,) = await lists.cases_page(session, state=CaseState.IN_PROGRESS)
        told = [each.name for each in await paths.timeline(session, CASE)]
    assert line.case_no == CASE
    assert told == ["review.precheck", "notice.supplement", "review.precheck", "acceptance.accept"]


async def test_a_case_whose_gaps_were_told_although_their_notices_job_was_lost_waits_for_the_applicant(
    database: Database,
) -> None:
    log = await begun(database)
    await log.job(ACCEPTANCE, f"acceptance.accept.{LEAD}", {"acceptance": {"outcome": "told"}})
    found = await progress(database)

    assert (found.state, found.accepted_at) == (CaseState.SUPPLEMENTING, None)


async def test_an_acceptance_refused_is_no_progress_and_its_answer_ends_the_case(database: Database) -> None:
    log = await begun(database)
    await log.job(ACCEPTANCE, f"acceptance.accept.{LEAD}", {"acceptance": {"outcome": "not_accepted"}})
    found = await progress(database)
    assert (found.state, found.accepted_at) == (CaseState.RECEIVED, None)

    answer = {"answer": {"notice_no": "2"}}
    await log.job(CHAIN, f"notice.answer.{LEAD}", answer, result="not_accepted")
    assert (await progress(database)).state == CaseState.NOT_ACCEPTED


async def test_an_officer_who_looks_before_acceptance_holds_the_item_but_does_not_begin_it(
    database: Database,
) -> None:
    log = await begun(database)
    await log.task(PRECHECK, "department_precheck", "Task_OfficerPrecheck", URBAN)

    assert (await progress(database)).items["signboard"].state == ItemState.PENDING
    async with database.read() as session:
        (holder,) = await paths.holders(session, CASE)
        (task,) = await queries.open_tasks(session, URBAN)
    assert (holder.body, holder.item, holder.element_id) == (URBAN, "signboard", "Task_OfficerPrecheck")
    assert (task.case_no, task.item) == (CASE, "signboard")


async def test_a_document_and_an_obligation_of_the_case_are_not_its_chain(database: Database) -> None:
    log = await begun(database)
    before = await progress(database)
    await log.begins(500, "document_issue", case_no=CASE, body=URBAN)
    await log.begins(600, "obligation", case_no=CASE, item="signboard", body=URBAN)
    await log.job(600, f"obligation.check.{URBAN}", {"obligation": {"settled": True, "next": None}})

    assert await progress(database) == before
    async with database.read() as session:
        chains = list(await session.scalars(select(RmCase.process_instance_key)))
        items = list(await session.scalars(select(RmItem.item)))
        shown = [instance.process_id for instance in await paths.path(session, CASE)]
    assert chains == [CHAIN]
    assert items == []
    assert shown == ["restaurant", "unified_acceptance", "department_precheck"]
