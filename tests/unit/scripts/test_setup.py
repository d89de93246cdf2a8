"""What is fetched is checked, unpacked safely, and leaves nothing behind when it is wrong."""

import hashlib
import io
import random
import tarfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from scripts.tools.setup import SetupFailed, engine
from scripts.tools.setup.engine import unpack
from scripts.tools.setup.errors import DigestMismatch
from scripts.tools.setup.maven import PinnedArtifact, fetch
from scripts.tools.setup.progress import download_progress


@dataclass(frozen=True)
class Entry:
    """One entry of an archive; a link points at the password file."""

    name: str
    kind: bytes = tarfile.REGTYPE
    content: bytes = b""


MakeArchive = Callable[[list[Entry]], Path]


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep quiet."""


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty Maven repository on loopback, configured as the mirror."""
    folder = tmp_path / "mirror"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    monkeypatch.setenv("YILIAN_MAVEN_MIRROR", f"http://127.0.0.1:{server.server_address[1]}/")
    yield folder
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def make_archive(tmp_path: Path) -> MakeArchive:
    def make(entries: list[Entry]) -> Path:
        path = tmp_path / "made.tar.gz"
        with tarfile.open(path, "w:gz") as tar:
            for each in entries:
                member = tarfile.TarInfo(each.name)
                member.type, member.size, member.linkname = each.kind, len(each.content), "/etc/passwd"
                tar.addfile(member, io.BytesIO(each.content))
        return path

    return make


def publish(mirror: Path, content: bytes, version: str = "1.0") -> PinnedArtifact:
    """Put a file into the repository; the coordinates come with its true digest."""
    folder = mirror / "example" / "engine" / version
    folder.mkdir(parents=True)
    (folder / f"engine-{version}.tar.gz").write_bytes(content)
    return PinnedArtifact(
        "example", "engine", version, "tar.gz", len(content), hashlib.sha256(content).hexdigest()
    )


def test_a_file_is_fetched_from_the_mirror_by_its_coordinates(mirror: Path, tmp_path: Path) -> None:
    assert fetch(publish(mirror, b"distribution"), tmp_path / "got").read_bytes() == b"distribution"


def test_what_an_earlier_broken_download_left_is_not_trusted(mirror: Path, tmp_path: Path) -> None:
    pinned = publish(mirror, b"distribution")
    left = tmp_path / "got" / "example" / "engine" / "1.0" / "engine-1.0.tar.gz"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"distri")

    assert fetch(pinned, tmp_path / "got").read_bytes() == b"distribution"


def test_a_file_with_another_digest_is_removed_and_named(mirror: Path, tmp_path: Path) -> None:
    publish(mirror, b"tampered")
    pinned = PinnedArtifact("example", "engine", "1.0", "tar.gz", 8, hashlib.sha256(b"original").hexdigest())

    with pytest.raises(DigestMismatch, match=r"engine-1\.0\.tar\.gz 与锁定的校验值不一致，已删除"):
        fetch(pinned, tmp_path / "got")

    assert not [path for path in (tmp_path / "got").rglob("*") if path.is_file()]


def test_coordinates_that_the_mirror_does_not_hold_are_named(mirror: Path, tmp_path: Path) -> None:
    pinned = PinnedArtifact("example", "absent", "1.0", "tar.gz", 1, "0" * 64)

    with pytest.raises(SetupFailed, match=r"没有 example:absent:1\.0"):
        fetch(pinned, tmp_path / "got")


def test_without_a_network_the_reason_and_the_way_out_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YILIAN_MAVEN_MIRROR", "http://127.0.0.1:9")
    monkeypatch.setattr(time, "sleep", lambda _: None)

    with pytest.raises(SetupFailed, match=r"联网后重新运行.*YILIAN_MAVEN_MIRROR"):
        fetch(PinnedArtifact("example", "engine", "1.0", "tar.gz", 1, "0" * 64), tmp_path / "got")


def test_an_engine_is_unpacked_once_and_found_again_without_network(
    mirror: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_archive: MakeArchive
) -> None:
    archive = make_archive([Entry("engine-1.0/lib/engine.jar", content=b"jar")])
    pinned = publish(mirror, archive.read_bytes())
    monkeypatch.setattr(PinnedArtifact, "read", lambda _: pinned)

    home = engine.ensure_engine(tmp_path / "cache")
    monkeypatch.setenv("YILIAN_MAVEN_MIRROR", "http://127.0.0.1:9")

    assert engine.ensure_engine(tmp_path / "cache") == home
    assert (home / "lib" / "engine.jar").read_bytes() == b"jar"
    assert {path.name for path in home.parent.iterdir()} == {"1.0", ".lock"}


def test_engines_of_two_versions_lie_side_by_side_each_by_its_own_lock(
    mirror: Path, tmp_path: Path, make_archive: MakeArchive
) -> None:
    for version in ("1.0", "2.0"):
        archive = make_archive([Entry(f"engine-{version}/lib/engine.jar", content=version.encode())])
        pinned = asdict(publish(mirror, archive.read_bytes(), version))
        lock = "".join(f"{name} = {value!r}\n" for name, value in pinned.items())
        (tmp_path / f"{version}.toml").write_text(lock, encoding="utf-8")

    homes = [
        engine.ensure_engine(tmp_path / "cache", tmp_path / f"{version}.toml") for version in ("1.0", "2.0")
    ]

    assert [(home / "lib" / "engine.jar").read_bytes() for home in homes] == [b"1.0", b"2.0"]


def test_a_cache_that_cannot_be_written_is_named_together_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pinned = PinnedArtifact("example", "engine", "1.0", "tar.gz", 1, "0" * 64)
    monkeypatch.setattr(PinnedArtifact, "read", lambda _: pinned)
    (tmp_path / "cache").write_text("a file where the folder should be", encoding="utf-8")

    with pytest.raises(SetupFailed, match=r"不可写.*YILIAN_CACHE"):
        engine.ensure_engine(tmp_path / "cache")


@pytest.mark.parametrize(
    "entry",
    [
        Entry("engine-1.0/../../outside"),
        Entry("/etc/outside"),
        Entry("engine-1.0/link", tarfile.SYMTYPE),
        Entry("engine-1.0/link", tarfile.LNKTYPE),
        Entry("engine-1.0/device", tarfile.CHRTYPE),
    ],
    ids=["climbs out", "absolute", "symbolic link", "hard link", "device"],
)
def test_an_archive_that_could_write_elsewhere_is_refused(
    entry: Entry, make_archive: MakeArchive, tmp_path: Path
) -> None:
    with pytest.raises(SetupFailed, match="不允许的条目"):
        unpack(make_archive([entry]), tmp_path / "target")


def test_only_what_the_broker_needs_is_unpacked(make_archive: MakeArchive, tmp_path: Path) -> None:
    names = ["lib/engine.jar", "bin/zbctl", "bin/zbctl.exe", "bin/broker.bat", "NOTICE.txt"]
    unpack(make_archive([Entry(f"engine-1.0/{name}", content=b"x") for name in names]), tmp_path / "target")

    unpacked = {str(path.relative_to(tmp_path / "target")) for path in (tmp_path / "target").rglob("*.*")}
    assert unpacked == {"lib/engine.jar", "NOTICE.txt"}


def test_half_an_archive_is_refused(make_archive: MakeArchive, tmp_path: Path) -> None:
    archive = make_archive([Entry("engine-1.0/lib/engine.jar", content=random.Random(1).randbytes(50_000))])
    archive.write_bytes(archive.read_bytes()[:-200])

    with pytest.raises(SetupFailed, match="不是完整的压缩包"):
        unpack(archive, tmp_path / "target")


@pytest.mark.parametrize("text", ["", "group = ", 'group = "g"', 'surplus = "x"'])
def test_a_lock_that_does_not_fit_is_refused(text: str, tmp_path: Path) -> None:
    lock = tmp_path / "engine.lock.toml"
    lock.write_text(text, encoding="utf-8")

    with pytest.raises(SetupFailed, match=r"engine\.lock\.toml"):
        PinnedArtifact.read(lock)


def test_away_from_a_terminal_a_download_is_told_in_a_few_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with download_progress("engine.tar.gz", 8_000_000) as advance:
        for _ in range(8):
            advance(1_000_000)

    lines = capsys.readouterr().err.splitlines()
    assert [line.split("：")[1].split("（")[0] for line in lines] == ["25%", "50%", "75%", "100%"]
