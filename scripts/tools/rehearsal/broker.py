"""A real broker for tests and rehearsals, on free ports, its clock under their control."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.tools.engine import EngineProcess, EngineSettings
from scripts.tools.engine_ports import EnginePorts
from scripts.tools.setup import cache_dir, ensure_engine


@contextmanager
def running_engine(
    folder: Path,
    intake_url: str,
    *,
    intake_user: str = "",
    intake_password: str = "",
    clock_file: Path | None = None,
    partitions: int = 1,
) -> Iterator[EngineProcess]:
    """A broker whose records go to ``intake_url``; its data in ``folder`` is removed at the end, its log stays."""
    settings = EngineSettings(
        home=ensure_engine(cache_dir()),
        data=folder / "engine",
        log=folder / "engine.log",
        intake_url=intake_url,
        intake_user=intake_user,
        intake_password=intake_password,
        ports=EnginePorts.free(),
        clock_controlled=True,
        clock_file=clock_file,
        partitions=partitions,
    )
    engine = EngineProcess(settings)
    engine.start()
    try:
        yield engine
    finally:
        engine.stop()
        shutil.rmtree(settings.data, ignore_errors=True)
