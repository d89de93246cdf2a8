"""The linter is at least as strict as the engine: what it lets pass, the engine takes.

The engine's FEEL parser and its deployment check judge the same expressions and diagrams as the linter.
"""

import random

import pytest

from bpmn.lint import ERROR, check_resources
from bpmn.lint.feel import FeelProblem, parse
from bpmn.resources import deployable, diagram_files
from tests.conformance.engine_judge import judged
from tests.unit.bpmn.planted_anywhere import in_any_theme
from tests.unit.bpmn.planted_in_one import IN_THE_RESTAURANT
from tests.unit.bpmn.planted_in_shared import IN_THE_ACCEPTANCE, IN_THE_ITEM
from tests.unit.bpmn.planting import Edit, both, put, retagged, without_element, without_flow

pytestmark = pytest.mark.conformance

TAKEN = (
    "all(prechecks)",
    '"review.check." + body',
    'case_no + "/chain/" + notice.notice_no',
    'if situation.fire = "inspection" then [items.a.body, items.b.body] else [items.a.body]',
    '(items.a = null or outcomes.a = "granted") and items.b != null',
    'date and time("2027-01-01T00:00:00+08:00") > now()',
    'duration("P15D")',
    '@"2027-01-01"',
    "for i in 1..3 return i * 2",
    "for x in a, y in b return x + y",
    "some x in a satisfies x > 1",
    "every x in a satisfies (x = true)",
    "a between 1 and 3 and b",
    'x in ("a", "b")',
    "get or else(a, 1)",
    "string length(a) ** 2 - -1",
    "{a: 1, b: a}.b",
    '{"甲": 1}',
    "a[b > 1][1].c",
    'not(contains(名称, "店"))',
    '"引号 \\" 在内"',
    "order + iffy + android + nullable + inn",
)
REFUSED_BY_BOTH = (
    "all(x",
    "a b",
    "a = = b",
    "a =",
    "if a then b",
    "1 + if a then b else c",
    "not a",
    "for x a return x",
    "f(1)(2)",
    "[1, ]",
    '"a',
    "a < b < c",
    "a..b",
    "and",
)
REFUSED_BY_US_ALONE = (
    "",
    "{1: a}",
    "function(x) x",
    "a.f(1)",
    "`a b`",
    "a // why",
    "a instance of string",
    "? > 1",
)
ATOMS = ("a", "b.c", "1", '"x"', "null", "true", "名称", "or_else", '@ "2027-01-01"', "[ ]", "{ }")
FORMS = (
    "{} = {}",
    "{} != {}",
    "{} <= {}",
    "{} + {}",
    "{} - {}",
    "{} ** {}",
    "- {}",
    "( {} )",
    "{} and {}",
    "{} or {}",
    "not( {} )",
    "count( {} )",
    "date and time( {} )",
    "get or else( {} , {} )",
    "string length( {} )",
    "if {} then {} else {}",
    "for x in {} return {}",
    "some x in {} , y in {} satisfies {}",
    "for x in {} .. {} return {}",
    "{} between {} and {}",
    "{} in ( {} , {} )",
    "{} in {}",
    "[ {} , {} ]",
    "{{ k : {} , l : {} }}",
    "{} [ {} ]",
    "{} . d",
)
"""What random sentences are made of."""


def taken(text: str) -> bool:
    """Whether the linter's grammar takes the expression."""
    try:
        parse(text)
    except FeelProblem:
        return False
    return True


def sentence(chance: random.Random, depth: int) -> str:
    """A sentence of the parts above, put together without regard to what may stand where."""
    if depth == 0 or chance.random() < 0.2:
        return chance.choice(ATOMS)
    form = chance.choice(FORMS)
    return form.format(*(sentence(chance, depth - 1) for _ in range(form.count("{}"))))


def random_sentences() -> list[str]:
    """Sentences that the linter takes among very many that are spoilt in one or two words."""
    chance = random.Random(8)
    found: dict[str, None] = {}
    for _ in range(12_000):
        words = sentence(chance, chance.randint(1, 3)).split(" ")
        for _ in range(chance.randint(0, 2)):
            place = chance.randrange(len(words))
            words[place] = chance.choice([*words, "", "and", "then"])
        text = " ".join(words)
        if taken(text):
            found[text] = None
    return list(found)


def test_the_linter_takes_no_expression_that_the_engine_refuses() -> None:
    sentences = random_sentences()
    assert len(sentences) > 1000
    verdicts, _ = judged([*TAKEN, *REFUSED_BY_BOTH, *REFUSED_BY_US_ALONE, *sentences])
    engine = dict(zip([*TAKEN, *REFUSED_BY_BOTH, *REFUSED_BY_US_ALONE, *sentences], verdicts, strict=True))

    assert [text for text in TAKEN if not taken(text) or engine[text]] == []
    assert [text for text in REFUSED_BY_BOTH if taken(text) or not engine[text]] == []
    assert [text for text in REFUSED_BY_US_ALONE if taken(text) or engine[text]] == []
    assert {text: engine[text] for text in sentences if engine[text]} == {}


def chain(process: str) -> str:
    """The diagram of a theme or of a shared process."""
    return deployable("restaurant")[f"{process}.bpmn"].decode()


WAIT = '<bpmn:timeDate xsi:type="bpmn:tFormalExpression">=notice.due_at</bpmn:timeDate>'
REFUSED_BY_THE_ENGINE: dict[str, dict[str, Edit]] = {
    "restaurant": {
        "no default": put(' default="Flow_Duplicate"', ""),
        "no job type": put(
            '<zeebe:taskDefinition type="=&quot;acceptance.claim.&quot; + lead_body" retries="5"/>', ""
        ),
        "no called process": put('processId="item_handling"', ""),
        "complex gateway": retagged("Gateway_Claimed", "complexGateway"),
        "ad hoc subprocess": retagged("SubProcess_Withdrawal", "adHocSubProcess"),
        "inclusive join": retagged("Gateway_Join", "inclusiveGateway"),
        "message without key": put('<zeebe:subscription correlationKey="=case_no"/>', ""),
        "unreadable condition": put("=claim.claimed", "=(claim.claimed"),
        "id twice": put('Task id="Task_AnswerReturned"', 'Task id="Task_Claim"'),
        "event subprocess without trigger": put(
            '<bpmn:messageEventDefinition id="MessageDefinition_Withdrawn" messageRef="Message_Withdrawn"/>',
            "",
        ),
        "error without code": both(
            put("<bpmndi:BPMNDiagram", '<bpmn:error id="E" name="x"/><bpmndi:BPMNDiagram'),
            put(
                '<bpmn:endEvent id="Event_Completed" name="已办结">',
                '<bpmn:endEvent id="Event_Completed" name="已办结">'
                '<bpmn:errorEventDefinition id="D" errorRef="E"/>',
            ),
        ),
        "no start": both(without_flow("Flow_ToClaim"), without_element("Event_Submitted")),
    },
    "unified_acceptance": {
        "event gateway with one way": both(
            without_flow("Flow_Acceptance_AwaitLimit"), without_flow("Flow_Acceptance_SupplementOverdue")
        ),
        "event gateway leads to a task": retagged("Event_Acceptance_Supplemented", "serviceTask"),
        "message not chosen": put('messageRef="Message_Acceptance_Supplement"', ""),
        "message without name": put(' name="supplement-submitted"', ""),
        "timer without time": put(WAIT, ""),
        "duration that is none": put(
            WAIT,
            '<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">15</bpmn:timeDuration>',
        ),
        "loop over nothing": put('inputCollection="=precheck_items" ', ""),
        "way out of a boundary event only drawn": put(
            "<bpmn:outgoing>Flow_Acceptance_CheckTimeUp</bpmn:outgoing>", ""
        ),
        "boundary event on nothing": put(' attachedToRef="Call_Precheck"', ""),
    },
}
PLANTED = {
    "restaurant": [
        *in_any_theme("Event_Withdrawn", "business_license", ("Task_Archive", "Flow_Archived")),
        *IN_THE_RESTAURANT,
    ],
    "unified_acceptance": IN_THE_ACCEPTANCE,
    "item_handling": IN_THE_ITEM,
}


@pytest.mark.parametrize("process", PLANTED)
def test_the_linter_refuses_every_diagram_that_the_engine_refuses(process: str) -> None:
    edits = {each.what: each.edit for each in PLANTED[process]} | REFUSED_BY_THE_ENGINE.get(process, {})
    texts = {name: edit(chain(process)) for name, edit in edits.items()}
    _, verdicts = judged((), list(texts.values()))
    refused = {name for name, verdict in zip(texts, verdicts, strict=True) if verdict}

    assert refused >= set(REFUSED_BY_THE_ENGINE.get(process, {}))
    let_pass = [name for name in refused if not _errors(process, texts[name])]
    assert let_pass == []


def _errors(process: str, text: str) -> list[str]:
    findings = check_resources({f"{process}.bpmn": text.encode()})
    return [each.message for each in findings if each.severity == ERROR]


def test_the_engine_takes_every_diagram_of_ours() -> None:
    files = diagram_files()
    _, verdicts = judged((), [file.read_text("utf-8") for file in files])
    assert {file.name: verdict for file, verdict in zip(files, verdicts, strict=True) if verdict} == {}
