"""The machine of an item case as a table: every act at every stage, written down apart from the code that holds it."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain.clock import BEIJING
from chain.procedure import TRANSITIONS, Act, Fact, IllegalAct, Stage, follow, stage_of, standing

SAME = "same"
EVER_RECEIVED = (
    "received", "preaccepted", "supplementing", "accepted", "in_review", "suspended", "concluded",
    "not_accepted", "not_required", "returned", "lapsed", "forwarded", "voided",
)  # fmt: skip
TABLE: dict[str, dict[str, str]] = {
    # 收件 and 预受理
    "receive": {"draft": "received", "prereturned": "received"},
    "preaccept": {"received": "preaccepted", "supplementing": "preaccepted"},
    "prereturn": {"received": "prereturned"},
    # 补正
    "notify_supplement": {
        "received": "supplementing",
        "preaccepted": "supplementing",
        "supplementing": "supplementing",
    },
    "take_supplement": {"supplementing": SAME},
    # 受理，不予受理，不受理
    "accept": {"received": "accepted", "preaccepted": "accepted", "supplementing": "accepted"},
    "refuse_acceptance": {
        "received": "not_accepted",
        "preaccepted": "not_accepted",
        "supplementing": "not_accepted",
    },
    "declare_not_required": {
        "received": "not_required",
        "preaccepted": "not_required",
        "supplementing": "not_required",
    },
    # 审查
    "begin_review": {"accepted": "in_review"},
    "ask_in_review": {"in_review": SAME, "suspended": SAME},
    "answer_in_review": {"in_review": SAME, "suspended": SAME},
    "suspend": {"in_review": "suspended"},
    "resume": {"suspended": "in_review"},
    "extend": {"accepted": SAME, "in_review": SAME, "suspended": SAME},
    "conclude": {"in_review": "concluded"},
    "annul": {"concluded": "in_review"},
    # 转报，作废，退件，撤回
    "forward": dict.fromkeys(["received", "accepted", "in_review", "suspended"], "forwarded"),
    "void": dict.fromkeys(
        [
            "draft", "prereturned", "received", "preaccepted", "supplementing", "accepted", "in_review",
            "suspended",
        ],
        "voided",
    ),
    "return": dict.fromkeys(
        ["received", "preaccepted", "supplementing", "accepted", "in_review", "suspended"], "returned"
    ),
    "withdraw": dict.fromkeys(
        [
            "draft", "prereturned", "received", "preaccepted", "supplementing", "accepted", "in_review",
            "suspended",
        ],
        "voided",
    ),
    # 容缺，告知承诺
    "tolerate": dict.fromkeys(["received", "preaccepted", "supplementing", "accepted"], SAME),
    "make_up": dict.fromkeys(["accepted", "in_review", "suspended", "concluded"], SAME),
    "commit": dict.fromkeys(["received", "preaccepted", "supplementing", "accepted"], SAME),
    "retract_commitment": dict.fromkeys(
        ["received", "preaccepted", "supplementing", "accepted", "in_review", "suspended"], SAME
    ),
    "check_commitment": {"concluded": SAME},
    "order_to_mend": {"concluded": SAME},
    "mend": {"concluded": SAME},
    "revoke": {"concluded": SAME},
    # 送达
    "deliver": dict.fromkeys(["concluded", "not_accepted", "not_required", "returned", "lapsed"], SAME),
    # 暂停、继续、逾期终止
    "hold": dict.fromkeys(
        ["received", "preaccepted", "supplementing", "accepted", "in_review", "suspended"], SAME
    ),
    "release": dict.fromkeys(
        ["received", "preaccepted", "supplementing", "accepted", "in_review", "suspended"], SAME
    ),
    "lapse": dict.fromkeys(["preaccepted", "supplementing", "accepted", "in_review", "suspended"], "lapsed"),
    # 联合勘验，公示，帮办代办，更正
    "appoint_inspection": dict.fromkeys(["preaccepted", "accepted", "in_review", "suspended"], SAME),
    "inspect": dict.fromkeys(["preaccepted", "accepted", "in_review", "suspended"], SAME),
    "publish": {"concluded": SAME},
    "assist": dict.fromkeys(EVER_RECEIVED, SAME),
    "correct": dict.fromkeys(EVER_RECEIVED, SAME),
    # 决定作出以后
    "change": {"concluded": SAME},
    "renew": {"concluded": SAME},
    "suspend_licence": {"concluded": SAME},
    "resume_licence": {"concluded": SAME},
    "recall": {"concluded": SAME},
    "strip": {"concluded": SAME},
    "cancel": {"concluded": SAME},
    "archive": dict.fromkeys(
        ["concluded", "not_accepted", "not_required", "returned", "lapsed", "forwarded", "voided"], SAME
    ),
}  # fmt: skip

START = datetime(2026, 3, 2, 9, tzinfo=BEIJING)


def test_table_speaks_of_every_act() -> None:
    assert set(TABLE) == {act.value for act in Act} == {act.value for act in TRANSITIONS}


@pytest.mark.parametrize("act", list(Act))
@pytest.mark.parametrize("stage", list(Stage))
def test_act_at_a_stage_leads_where_the_table_says(stage: Stage, act: Act) -> None:
    after = TABLE[act].get(stage)
    if after is None:
        with pytest.raises(IllegalAct) as refused:
            follow(stage, act)
        assert stage.label in refused.value.detail
        assert act.label in refused.value.detail
    else:
        assert follow(stage, act) == (stage if after == SAME else after)


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage.ended])
def test_nothing_opens_an_item_again_that_ended(stage: Stage) -> None:
    """A conclusion that never took effect did not end it."""
    acts = set(Act) - {Act.ANNUL}
    reached = {follow(stage, act) for act in acts if stage in TRANSITIONS[act].before}

    assert reached <= {stage}


@given(st.lists(st.sampled_from(list(Act)), max_size=30))
def test_stage_is_what_the_acts_on_record_lead_to(tried: list[Act]) -> None:
    stage, facts = Stage.DRAFT, []
    for number, act in enumerate(tried):
        if stage in TRANSITIONS[act].before:
            moment = START + timedelta(hours=number)
            stage = follow(stage, act)
            facts.append(Fact(act, moment, moment))

    assert stage_of(facts) is stage


def test_a_conclusion_that_never_took_effect_does_not_count_and_neither_does_what_says_so() -> None:
    moment = datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING)
    names = (Act.BEGIN_REVIEW, Act.CONCLUDE, Act.ANNUL, Act.CONCLUDE)
    facts = [Fact(act, moment + timedelta(days=day), moment) for day, act in enumerate(names)]

    assert standing(facts) == [facts[0], facts[3]]
    assert standing(facts[:3]) == [facts[0]]
