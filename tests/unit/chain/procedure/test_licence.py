"""What can still be done with what was granted: every act in every state, and the order in which acts come."""

from datetime import datetime
from itertools import product

import pytest

from chain.clock import BEIJING
from chain.procedure import Act, Fact
from chain.procedure.licence import (
    CANCEL_GROUNDS,
    LICENCE_TRANSITIONS,
    CancelGround,
    GroundDoesNotFit,
    LicenceState,
    NotInForce,
    check_ground,
    licence_after,
    licence_state,
)

S, G = LicenceState, CancelGround
AT = datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING)

TABLE = {
    S.IN_FORCE: {
        Act.CHANGE: S.IN_FORCE,
        Act.RENEW: S.IN_FORCE,
        Act.SUSPEND_LICENCE: S.SUSPENDED,
        Act.RECALL: S.RECALLED,
        Act.REVOKE: S.REVOKED,
        Act.STRIP: S.STRIPPED,
        Act.CANCEL: S.CANCELLED,
    },
    S.SUSPENDED: {
        Act.RENEW: S.SUSPENDED,
        Act.RESUME_LICENCE: S.IN_FORCE,
        Act.RECALL: S.RECALLED,
        Act.REVOKE: S.REVOKED,
        Act.STRIP: S.STRIPPED,
        Act.CANCEL: S.CANCELLED,
    },
    S.EXPIRED: {Act.REVOKE: S.REVOKED, Act.CANCEL: S.CANCELLED},
    S.RECALLED: {Act.CANCEL: S.CANCELLED},
    S.REVOKED: {Act.CANCEL: S.CANCELLED},
    S.STRIPPED: {Act.CANCEL: S.CANCELLED},
    S.CANCELLED: {},
}
"""What each act leads to; what is not named is not possible."""

GROUNDS = {
    S.IN_FORCE: {G.HOLDER_ENDED, G.IMPOSSIBLE, G.ON_REQUEST},
    S.SUSPENDED: {G.HOLDER_ENDED, G.IMPOSSIBLE, G.ON_REQUEST},
    S.EXPIRED: {G.EXPIRED, G.HOLDER_ENDED, G.IMPOSSIBLE, G.ON_REQUEST},
    S.RECALLED: {G.RECALLED},
    S.REVOKED: {G.REVOKED},
    S.STRIPPED: {G.STRIPPED},
    S.CANCELLED: set(),
}


def fact(act: Act, **detail: str) -> Fact:
    return Fact(act, AT, AT, detail)


GRANT, REFUSAL = fact(Act.CONCLUDE, outcome="granted"), fact(Act.CONCLUDE, outcome="refused")


@pytest.mark.parametrize(("state", "act"), list(product(S, LICENCE_TRANSITIONS)), ids=str)
def test_each_act_leads_where_the_law_says_or_nowhere(state: LicenceState, act: Act) -> None:
    expected = TABLE[state].get(act)
    if expected is None:
        with pytest.raises(NotInForce, match=f"{state.label}.*{act.label}"):
            licence_after(state, act)
    else:
        assert licence_after(state, act) is expected


@pytest.mark.parametrize(("state", "ground"), list(product(S, G)), ids=str)
def test_a_ground_of_cancellation_says_what_is_on_record(state: LicenceState, ground: CancelGround) -> None:
    if ground in GROUNDS[state]:
        check_ground(state, ground)
    else:
        with pytest.raises(GroundDoesNotFit):
            check_ground(state, ground)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ([], None),
        ([fact(Act.RECEIVE)], None),
        ([REFUSAL], None),
        ([GRANT], S.IN_FORCE),
        ([GRANT, fact(Act.ANNUL)], None),
        ([GRANT, fact(Act.ANNUL), REFUSAL], None),
        ([REFUSAL, fact(Act.ANNUL), GRANT], S.IN_FORCE),
        ([GRANT, fact(Act.CHANGE), fact(Act.RENEW)], S.IN_FORCE),
        ([GRANT, fact(Act.SUSPEND_LICENCE)], S.SUSPENDED),
        ([GRANT, fact(Act.SUSPEND_LICENCE), fact(Act.RESUME_LICENCE)], S.IN_FORCE),
        ([GRANT, fact(Act.SUSPEND_LICENCE), fact(Act.STRIP)], S.STRIPPED),
        ([GRANT, fact(Act.RECALL)], S.RECALLED),
        ([GRANT, fact(Act.RECALL), fact(Act.CANCEL)], S.CANCELLED),
        ([GRANT, fact(Act.STRIP), fact(Act.DELIVER)], S.STRIPPED),
        ([GRANT, fact(Act.CANCEL, outcome="refused")], S.IN_FORCE),
        ([GRANT, fact(Act.RENEW, outcome="granted"), fact(Act.REVOKE)], S.REVOKED),
    ],
)
def test_the_state_follows_from_the_acts(facts: list[Fact], state: LicenceState | None) -> None:
    assert licence_state(facts, expired=False) is state


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ([REFUSAL], None),
        ([GRANT], S.EXPIRED),
        ([GRANT, fact(Act.SUSPEND_LICENCE)], S.EXPIRED),
        ([GRANT, fact(Act.RECALL)], S.RECALLED),
        ([GRANT, fact(Act.CANCEL)], S.CANCELLED),
    ],
)
def test_its_time_being_over_counts_where_nothing_else_ended_it(
    facts: list[Fact], state: LicenceState | None
) -> None:
    assert licence_state(facts, expired=True) is state


def test_everything_has_a_name_of_its_own() -> None:
    for kind in (S, G):
        assert len({each.label for each in kind}) == len(kind)
    assert set(CANCEL_GROUNDS) == set(G)
