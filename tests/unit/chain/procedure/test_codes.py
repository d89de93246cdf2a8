"""Codes of the case-data exchange, read from acts."""

from datetime import datetime
from typing import Any

import pytest

from chain.clock import BEIJING
from chain.procedure import Act, Fact
from chain.procedure.codes import (
    CaseType,
    Completion,
    NodeResult,
    SpecialProcedure,
    completion,
    end_of_procedure,
    node_result,
    special_procedure,
)

MOMENT = datetime(2026, 3, 2, 9, tzinfo=BEIJING)


def fact(act: Act, **detail: Any) -> Fact:
    return Fact(act, MOMENT, MOMENT, detail)


@pytest.mark.parametrize(
    ("codes", "names"),
    [
        (NodeResult, "不同意 同意 不受理 不予受理 受理 补齐补正 特别程序 退回"),
        (SpecialProcedure, "补齐补正 听证 公示 核实 挂起 预审补正 预审驳回"),
        (Completion, "出证 不予许可 作废 删除 转报 退件 不予受理"),
        (CaseType, "即办 承诺 联办 上报"),
    ],
)
def test_codes_count_up_with_their_names(codes: Any, names: str) -> None:
    first = int(next(iter(codes)).value)

    assert [code.value for code in codes] == [str(first + place) for place in range(len(codes))]
    assert " ".join(code.label for code in codes) == names


@pytest.mark.parametrize(
    ("act", "detail", "node", "end"),
    [
        (Act.RECEIVE, {}, None, None),
        (Act.PRERETURN, {}, "7", None),
        (Act.NOTIFY_SUPPLEMENT, {}, "5", None),
        (Act.ACCEPT, {"manner": "deemed"}, "4", None),
        (Act.REFUSE_ACCEPTANCE, {}, "3", "6"),
        (Act.DECLARE_NOT_REQUIRED, {}, "2", "5"),
        (Act.SUSPEND, {"procedure": "hearing"}, "6", None),
        (Act.CONCLUDE, {"outcome": "granted"}, "1", "0"),
        (Act.CONCLUDE, {"outcome": "refused"}, "0", "1"),
        (Act.FORWARD, {}, None, "4"),
        (Act.VOID, {}, None, "2"),
        (Act.WITHDRAW, {}, None, "2"),
        (Act.RETURN, {}, "7", "5"),
        (Act.LAPSE, {}, "7", "5"),
        (Act.HOLD, {}, "6", None),
        (Act.DELIVER, {}, None, None),
    ],
)
def test_act_gives_its_node_result_and_its_completion(
    act: Act, detail: dict[str, Any], node: str | None, end: str | None
) -> None:
    assert (node_result(fact(act, **detail)), completion(fact(act, **detail))) == (node, end)


@pytest.mark.parametrize(
    ("begun", "code"),
    [
        (fact(Act.NOTIFY_SUPPLEMENT, notice_no="BZ01"), "1"),
        (fact(Act.ASK_IN_REVIEW, notice_no="BZ02"), "1"),
        (fact(Act.SUSPEND, procedure="hearing", days=10), "2"),
        (fact(Act.SUSPEND, procedure="publicity"), "3"),
        (fact(Act.SUSPEND, procedure="verification"), "4"),
        (fact(Act.SUSPEND, procedure="suspension"), "5"),
        (fact(Act.SUSPEND, procedure="appraisal", days=5), "5"),
        (fact(Act.PRERETURN), "7"),
        (fact(Act.HOLD, item="food_license"), "5"),
        (fact(Act.ACCEPT), None),
    ],
)
def test_special_procedure_has_its_code(begun: Fact, code: str | None) -> None:
    assert special_procedure(begun) == code


def test_procedure_ends_with_the_act_that_answers_it() -> None:
    first, second = fact(Act.ASK_IN_REVIEW, notice_no="BZ01"), fact(Act.ANSWER_IN_REVIEW, notice_no="BZ02")
    answer = fact(Act.ANSWER_IN_REVIEW, notice_no="BZ01")
    hearing, resumed = fact(Act.SUSPEND, procedure="hearing"), fact(Act.RESUME)

    assert end_of_procedure(first, [hearing, second, answer]) is answer
    assert end_of_procedure(first, [second]) is None
    assert end_of_procedure(hearing, [answer, resumed]) is resumed
    rest, released = fact(Act.HOLD, item="food_license"), fact(Act.RELEASE, item="food_license")
    assert end_of_procedure(rest, [resumed, released]) is released
