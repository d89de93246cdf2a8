"""Scenarios on the real engine: what it evaluates is what we read, for every combination of answers of every theme."""

from collections.abc import AsyncIterator

import pytest

from bpmn.catalogue import load_catalogue
from bpmn.resources import scenario_resources
from bpmn.scenarios import Choice, combinations
from chain.errors import FieldProblems
from gateway.engine.client import EngineClient
from gateway.engine.errors import EngineRefused
from gateway.themes.scenarios import Scenarios
from scripts.tools.engine import EngineProcess

pytestmark = pytest.mark.engine

THEMES = [theme.key for theme in load_catalogue().themes()]


@pytest.fixture
async def client(engine: EngineProcess) -> AsyncIterator[EngineClient]:
    """The gateway's client of the engine."""
    connected = EngineClient(engine.grpc_address, engine.rest_url)
    yield connected
    await connected.close()


@pytest.mark.parametrize("theme", THEMES)
async def test_the_engine_reads_a_scenario_as_we_do(client: EngineClient, theme: str) -> None:
    catalogue = load_catalogue()
    scenario = catalogue.scenario(theme)
    questions = {each.key: [answer.key for answer in each.answer] for each in catalogue.theme(theme).question}
    await client.deploy(scenario_resources(theme))
    for answers in combinations(questions):
        items = await client.evaluate_decision(scenario.items.id, answers)
        materials = (
            await client.evaluate_decision(scenario.materials.id, answers) if scenario.materials else []
        )
        assert Choice.of(items, materials) == scenario.choose(answers)


async def test_a_table_that_the_engine_does_not_know_is_refused(client: EngineClient) -> None:
    with pytest.raises(EngineRefused):
        await client.evaluate_decision("nowhere_scenario", {})


async def test_the_gateway_asks_the_engine_and_reads_the_table_itself_while_it_is_away(
    client: EngineClient,
) -> None:
    answers = {"licence": "existing", "fire": "commitment"}
    await client.deploy(scenario_resources("restaurant"))
    by_engine = await Scenarios(load_catalogue(), client).choose("restaurant", answers)
    away = EngineClient("127.0.0.1:1", "http://127.0.0.1:1")
    by_reading = await Scenarios(load_catalogue(), away).choose("restaurant", answers)
    await away.close()

    assert by_engine == by_reading
    assert ("business_license", "existing") in by_engine.items


async def test_answers_that_are_missing_are_named_before_the_engine_is_asked(client: EngineClient) -> None:
    with pytest.raises(FieldProblems):
        await Scenarios(load_catalogue(), client).choose("restaurant", {"licence": "new"})
