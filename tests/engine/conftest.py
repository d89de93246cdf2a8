"""One real Zeebe broker for all tests in this folder."""

from collections.abc import AsyncIterator, Iterator

import grpc.aio
import pytest
from pyzeebe import create_insecure_channel

from scripts.tools.engine import EngineProcess
from scripts.tools.rehearsal.broker import running_engine
from scripts.tools.rehearsal.records import PASSWORD, USER, RecordLog, recorder


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RecordLog, str]]:
    """The log of the records and the address they are sent to."""
    with recorder(tmp_path_factory.mktemp("records")) as running:
        yield running


@pytest.fixture(scope="session")
def engine(
    recording: tuple[RecordLog, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EngineProcess]:
    """The broker; ``engine.clock`` moves its time. Shared: a test uses process ids and keys of its own."""
    folder = tmp_path_factory.mktemp("zeebe")
    with running_engine(folder, recording[1], intake_user=USER, intake_password=PASSWORD) as running:
        yield running


@pytest.fixture(scope="session")
def records(recording: tuple[RecordLog, str]) -> RecordLog:
    """Every record that the broker has exported."""
    return recording[0]


@pytest.fixture
async def zeebe_channel(engine: EngineProcess) -> AsyncIterator[grpc.aio.Channel]:
    """A channel to the broker, bound to the test's own event loop."""
    channel = create_insecure_channel(grpc_address=engine.grpc_address)
    yield channel
    await channel.close(grace=None)
