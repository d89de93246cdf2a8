"""Patience for engines that share the machine with two more of their kind."""

import pytest

from tests.e2e import people


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for three minutes: three brokers on two busy cores take an election's time for every step."""
    monkeypatch.setattr(people, "PATIENCE_SECONDS", 180.0)
