"""Codes of the case-data standard, and the stage of a chain that follows from its items'."""

import pytest

from chain.procedure import Stage, chain_stage

S = Stage


@pytest.mark.parametrize(
    ("stage", "code"),
    [
        (S.DRAFT, "1"), (S.RECEIVED, "2"), (S.PREACCEPTED, "3"), (S.PRERETURNED, "4"), (S.ACCEPTED, "5"),
        (S.SUPPLEMENTING, "6"), (S.NOT_ACCEPTED, "7"), (S.IN_REVIEW, "8"), (S.SUSPENDED, "9"),
        (S.CONCLUDED, "10"), (S.FORWARDED, "11"), (S.VOIDED, "12"), (S.RETURNED, "13"),
    ],
)  # fmt: skip
def test_stage_has_its_code_of_the_standard(stage: Stage, code: str) -> None:
    assert stage.national_code == code


@pytest.mark.parametrize(
    ("stages", "chain"),
    [
        ([], S.DRAFT),
        ([S.RECEIVED, S.RECEIVED], S.RECEIVED),
        ([S.ACCEPTED, S.PREACCEPTED], S.ACCEPTED),
        ([S.SUPPLEMENTING, S.IN_REVIEW, S.CONCLUDED], S.SUPPLEMENTING),
        ([S.IN_REVIEW, S.SUSPENDED], S.IN_REVIEW),
        ([S.SUSPENDED, S.CONCLUDED], S.SUSPENDED),
        ([S.CONCLUDED, S.PREACCEPTED], S.IN_REVIEW),
        ([S.CONCLUDED, S.RETURNED], S.CONCLUDED),
        ([S.NOT_ACCEPTED, S.RETURNED], S.NOT_ACCEPTED),
        ([S.VOIDED, S.VOIDED], S.VOIDED),
        ([S.NOT_ACCEPTED, S.RECEIVED], S.RECEIVED),
    ],
)
def test_stage_of_a_chain_follows_from_its_items(stages: list[Stage], chain: Stage) -> None:
    assert chain_stage(stages) is chain
