"""The themes' generated chains on the real engine: every combination of items, every refusal, every way out."""

import grpc.aio
import pytest

from bpmn.catalogue import load_catalogue
from bpmn.generation.sketch import camel
from bpmn.resources import ROOM
from scripts.tools.engine import EngineProcess
from scripts.tools.rehearsal.chains import read_chain
from scripts.tools.rehearsal.records import RecordLog
from scripts.tools.rehearsal.stories import Course, Story, stories
from scripts.tools.rehearsal.walking import Played, walk

pytestmark = pytest.mark.engine

DRAWN_BY_HAND = {"restaurant"}
THEMES = [theme.key for theme in load_catalogue().themes() if theme.key not in DRAWN_BY_HAND]


def end_of(story: Story) -> str:
    """The end event that a generated chain must reach in that story."""
    return f"Event_{camel(story.result) or 'Duplicate'}"


@pytest.mark.parametrize("theme", THEMES)
async def test_a_theme_runs_every_way_to_its_end(
    engine: EngineProcess, zeebe_channel: grpc.aio.Channel, records: RecordLog, theme: str
) -> None:
    chain = read_chain(ROOM / "themes" / theme)

    async def ended_as_told(played: Played) -> None:
        assert not played.problems, (played.story.name, played.problems)
        await played.case.ended(end_of(played.story))

    # Officers review in a process that every theme calls: test_diagrams_review walks it once for all.
    told = [story for story in stories(chain.catalogue, theme) if story.course is not Course.REVIEWED]
    await walk(chain, told, engine, zeebe_channel, records, ended_as_told)
