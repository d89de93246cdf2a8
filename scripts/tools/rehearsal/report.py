"""What ``scripts/try`` tells a designer: one line a case, then the paths, the incidents and the verdict."""

from collections import Counter
from collections.abc import Iterable, Sequence

from bpmn.catalogue.themes import Theme
from scripts.tools.flow_coverage import flows_in, flows_of, silent_flows
from scripts.tools.rehearsal.chains import Chain
from scripts.tools.rehearsal.incidents import described
from scripts.tools.rehearsal.records import Record
from scripts.tools.rehearsal.walking import Played


def line(played: Played, theme: Theme) -> str:
    """One case that was played: its situation in the theme's own words, how long it took, what went wrong."""
    story, mark = played.story, "×" if played.problems else "√"
    texts = {question.key: {each.key: each.text for each in question.answer} for question in theme.question}
    answers = "，".join(texts[key][answer] for key, answer in story.answers.items())
    head = f"{mark} {story.name}（{answers or '没有问题要答'}） {played.seconds:.1f} 秒"
    return "\n".join([head, *(f"    {each}" for each in played.problems)])


def conclusion(chain: Chain, records: Iterable[Record], cases: int, failed: int) -> tuple[str, bool]:
    """The closing lines, and whether all went well and every flow of the theme's diagram was walked."""
    seen = list(records)
    flows, missed = _walked(chain, seen)
    incidents = _incidents(seen)
    whole = not (failed or missed or incidents)
    lines = [
        f"流程连线共 {flows} 条，走过 {flows - len(missed)} 条{'，未走过：' if missed else '。'}",
        *(f"    {each}" for each in missed),
        f"异常 {len(incidents)} 处{'：' if incidents else '。'}",
        *(f"    {text}（{times} 次）" for text, times in incidents.items()),
        f"办件 {cases} 个，{cases - failed} 个符合主题要求。{'可以发布。' if whole else '请改正后再试。'}",
    ]
    return "\n".join(lines), whole


def _walked(chain: Chain, records: Sequence[Record]) -> tuple[int, list[str]]:
    flows = flows_of([chain.diagram])
    taken = flows_in(records, silent_flows([chain.diagram]))
    return len(flows), [
        f"{flow}  {label}" for (process, flow), label in flows.items() if not taken[process, flow]
    ]


def _incidents(records: Sequence[Record]) -> Counter[str]:
    return Counter(
        described(each["value"])
        for each in records
        if (each["valueType"], each["intent"]) == ("INCIDENT", "CREATED")
    )
