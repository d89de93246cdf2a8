"""How long a file is kept: the longest of its items', to the end of the last year of its keeping."""

from datetime import date

import pytest

from bpmn.catalogue import load_catalogue
from chain.archive.model import Retention
from gateway.archive.retention import longest, retention_of

TEN, THIRTY, PERMANENT = Retention.TEN_YEARS, Retention.THIRTY_YEARS, Retention.PERMANENT


@pytest.mark.parametrize(
    ("retention", "archived", "until"),
    [
        (TEN, date(2026, 1, 1), date(2036, 12, 31)),
        (TEN, date(2026, 12, 31), date(2036, 12, 31)),
        (THIRTY, date(2026, 6, 1), date(2056, 12, 31)),
        (PERMANENT, date(2026, 6, 1), None),
    ],
)
def test_keeping_is_counted_from_the_year_after_archiving(
    retention: Retention, archived: date, until: date | None
) -> None:
    assert retention.until(archived) == until


@pytest.mark.parametrize(
    ("items", "chain"),
    [([TEN, THIRTY], THIRTY), ([PERMANENT, TEN], PERMANENT), ([TEN, TEN], TEN), ([], THIRTY)],
)
def test_a_chain_is_kept_as_long_as_its_longest_kept_item(items: list[Retention], chain: Retention) -> None:
    assert longest(items) is chain


def test_without_a_source_and_for_an_item_of_the_past_thirty_years_are_assumed() -> None:
    catalogue = load_catalogue()
    assert retention_of(catalogue, "signboard") is THIRTY
    assert retention_of(catalogue, "gone_from_the_catalogue") is THIRTY
