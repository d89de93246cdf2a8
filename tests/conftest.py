"""What every test shares: the rule about a missing browser."""

import gc
import os
import shutil

import pytest
from hypothesis import settings

# Examples are counted, not timed: the machine may be busy.
settings.register_profile("yilian", deadline=None)
settings.load_profile("yilian")

# What is imported to collect the tests is not garbage, and looking for some took a quarter of the unit tests' time.
gc.disable()

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_browser() -> str | None:
    """The path of a headless-capable Chromium, or None."""
    return next((path for path in map(shutil.which, _BROWSERS) if path), None)


def pytest_collection_finish() -> None:
    """From here on garbage is looked for, among what the tests themselves make."""
    gc.freeze()
    gc.enable()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test that needs a browser is skipped where there is none; in CI, which installs one, it fails."""
    if item.get_closest_marker("browser") is None or find_browser():
        return
    if os.environ.get("CI") == "true":
        pytest.fail("CI has no Chromium: .ci/run should have installed it", pytrace=False)
    pytest.skip("no Chromium on this machine (apt-get install chromium)")


@pytest.fixture(scope="session")
def browser_path() -> str:
    """Path of the Chromium that tests marked ``browser`` start."""
    path = find_browser()
    assert path is not None, "mark the test with pytest.mark.browser"
    return path
