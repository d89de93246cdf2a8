"""The service guide as one HTML file to print on A4: no script, nothing from outside, every value escaped."""

from collections.abc import Sequence
from html import escape

from bpmn.guide.model import ServiceGuide, ServiceItem, ServiceMaterial, ServiceMode
from bpmn.guide.pages import facts, head, page, table

_FIGURES = (
    ("steps", "环节（个）"),
    ("materials", "材料（份）"),
    ("promised_days", "承诺时限（工作日）"),
    ("statutory_days", "法定时限（工作日）"),
    ("visits", "跑动（次）"),
    ("site_visits", "现场勘验（次）"),
)


def document(guide: ServiceGuide) -> str:
    """The guide as a well-formed page."""
    title = f"{guide.name}服务指南"
    parts = (
        _head(guide, title),
        _what(guide),
        *([_situation(guide)] if guide.questions else []),
        "<h2>三、办理事项</h2>" + "".join(_item(number, each) for number, each in enumerate(guide.items, 1)),
        _materials(guide),
        _steps(guide),
        _limits(guide),
        _figures(guide),
        _law(guide),
    )
    return page(title, parts)


def _head(guide: ServiceGuide, title: str) -> str:
    scope = "适用于全部情形" if guide.answers is None else "按申请人的情形编制"
    return head(title, f"{guide.region_name}（{scope}）", fictitious=guide.fictitious)


def _what(guide: ServiceGuide) -> str:
    bodies = dict.fromkeys(each.implementing for each in guide.items)
    return "<h2>一、基本信息</h2>" + facts(
        ("主题名称", guide.name),
        ("办理对象", guide.subject),
        ("面向", guide.audience),
        ("服务对象", "、".join(guide.applicants)),
        ("重点人群", "、".join(guide.groups) or "不限"),
        ("重点领域", "、".join(guide.areas) or "未列"),
        ("办理方式", guide.slogan or "一次申请、一并办理"),
        ("办理地区", f"{guide.region_name}（{guide.region}）"),
        ("牵头单位", f"{guide.lead_body_name}（{guide.lead_reason}）"),
        ("实施主体", "、".join(bodies)),
        ("收费", _fee(guide)),
    )


def _fee(guide: ServiceGuide) -> str:
    most = "最多" if guide.answers is None and len(guide.situations) > 1 else ""
    total = f"各事项合计{most}{guide.fee}元" if guide.fee else "不收费"
    notes = [f"{each.name}：{each.fee_note}" for each in guide.items if each.fee_note]
    return "。".join([total, *notes]) + "。"


def _situation(guide: ServiceGuide) -> str:
    given = guide.answers
    if given is not None:
        rows = [
            (question.text, answer.text, _listed(answer.leads_to))
            for question in guide.questions
            for answer in question.answers
            if given[question.key] == answer.key
        ]
        return "<h2>二、本次办理的情形</h2>" + table(("问题", "回答", "由此可能办理的"), rows)
    rows = [
        (
            question.text + (f"（{question.help}）" if question.help else ""),
            answer.text,
            _listed(answer.leads_to),
        )
        for question in guide.questions
        for answer in question.answers
    ]
    return (
        f"<h2>二、办理情形</h2><p>以下问题共有{len(guide.situations)}种情形。"
        "“由此可能办理的”是这样回答才可能涉及、换一种回答可能不涉及的事项和材料，是否办理还要看其他回答。</p>"
        + table(("问题", "回答", "由此可能办理的"), rows)
    )


def _listed(phrases: Sequence[str]) -> str:
    return "；".join(phrases) or "不因此增加事项或者材料"


def _item(number: int, item: ServiceItem) -> str:
    presence = "、".join(
        filter(None, ["现场勘验" if item.site_visit else "", "申请人须到场" if item.in_person else ""])
    )
    about = facts(
        ("事项类型", f"{item.kind}，{item.case_kind}，{item.level}"),
        ("基本编码", item.base_code or "未查到"),
        ("实施编码", item.implementation_code or "未查到"),
        ("法定依据", "；".join(item.legal_bases) or "未查到"),
        ("实施主体", item.implementing),
        ("受理主体", item.accepting),
        ("监管部门", item.supervising),
        ("服务对象", "、".join(item.applicants)),
        ("前置事项", "、".join(item.prerequisites) or "无"),
        ("勘验、到场", presence or "不需要"),
        ("收费", f"{item.fee}元" + (f"（{item.fee_note}）" if item.fee_note else "")),
        ("未获准予的后果", "；".join(item.endings)),
    )
    modes = table(
        ("办理方式", "适用情形", "法定时限", "承诺时限", "办理结果"),
        [
            (
                each.name,
                _when(each),
                _days(each.statutory_days, "未规定"),
                _days(each.promised_days),
                _result(each),
            )
            for each in item.modes
        ],
    )
    return f"<h3>（{number}）{escape(item.name)}</h3>{about}{modes}"


def _when(mode: ServiceMode) -> str:
    return " 或者：".join(each or "任何情形" for each in mode.when) or "按情形表"


def _result(mode: ServiceMode) -> str:
    kind = "电子证照" if mode.electronic else mode.result_kind
    valid = f"，有效期{mode.validity_years}年" if mode.validity_years else ""
    after = f"；办结后{mode.after_check_days}个工作日内核查" if mode.after_check_days else ""
    return f"{mode.result_name}（{kind}{valid}）{after}"


def _days(days: int | None, none: str = "不计入") -> str:
    if days is None:
        return none
    return f"{days}个工作日" if days else "即办"


def _materials(guide: ServiceGuide) -> str:
    own = [each for each in guide.materials if each.by_applicant]
    exempt = [each for each in guide.materials if not each.by_applicant]
    several = len(guide.situations) > 1
    return (
        "<h2>四、申请材料</h2><h3>申请人准备的材料（同一材料只交一份）</h3>"
        + table(
            ("序号", "材料名称", "必要性", "形式", "来源", "用于", "容缺、承诺", "说明"),
            [
                (
                    str(number),
                    each.name,
                    _need(each, several),
                    each.paper or "现场",
                    each.source,
                    "、".join(each.items),
                    _lenient(each),
                    _note(each),
                )
                for number, each in enumerate(own, 1)
            ],
        )
        + "<h3>免予提交的材料</h3>"
        + table(
            ("序号", "材料名称", "取得方式", "用于", "说明"),
            [
                (str(number), each.name, each.source, "、".join(each.items), _note(each))
                for number, each in enumerate(exempt, 1)
            ],
        )
    )


def _note(material: ServiceMaterial) -> str:
    return material.note.replace("。；", "。") or "无"


def _need(material: ServiceMaterial, several: bool) -> str:
    need = "必要" if material.required else "非必要"
    return need if material.always or not several else f"{need}，视情形"


def _lenient(material: ServiceMaterial) -> str:
    late = ""
    if material.tolerable_days:
        late = f"可容缺，{material.tolerable_days}个工作日内补齐，逾期{'、'.join(material.consequences)}"
    return "；".join(filter(None, [late, "可告知承诺代替" if material.commitment else ""])) or "不适用"


def _steps(guide: ServiceGuide) -> str:
    several = (
        "下表含全部情形可能办理的事项，不办理的跳过；时限取最长的。" if len(guide.situations) > 1 else ""
    )
    return (
        f"<h2>五、办理流程</h2><p>{several}申请人在结束前可以撤回；补正在告知书写明的期限内完成。</p>"
        + table(
            ("序号", "环节", "由谁办理", "承诺时限"),
            [
                (str(number), each.name, each.who, _days(each.promised_days))
                for number, each in enumerate(guide.steps, 1)
            ],
        )
    )


def _limits(guide: ServiceGuide) -> str:
    return "<h2>六、办理时限</h2>" + facts(
        ("全程承诺时限", f"{_span(guide.figure_range('promised_days')[1])}个工作日（自受理之日起）"),
        ("全程法定时限", _statutory(guide)),
        (
            "联合办理的法定时限",
            f"{guide.joint_handling_days}个工作日" if guide.joint_handling_days else "不适用",
        ),
    )


def _statutory(guide: ServiceGuide) -> str:
    span = _span(guide.figure_range("statutory_days")[1])
    return f"{span}个工作日（没有法定时限的事项按承诺时限计）" if span else "各事项均无法定时限"


def _span(least_and_most: Sequence[int]) -> str:
    return "至".join(map(str, dict.fromkeys(least_and_most)))


def _figures(guide: ServiceGuide) -> str:
    rows = []
    for key, name in _FIGURES:
        before, after = guide.figure_range(key)
        source = guide.source_figures(key)
        rows.append(
            (
                name,
                _span(before) or "无法定时限",
                _span(after) or "无法定时限",
                _span(source) or "未查到",
            )
        )
    critical = sorted({each.figures.critical_path_days for each in guide.situations})
    paths = _span([critical[0], critical[-1]])
    notes = [
        *guide.counting,
        f"只看前置关系的最长路径为{paths}个承诺工作日；流程按阶段办理，因此以表中的时限为准。",
    ]
    if len(guide.situations) > 1:
        notes.append("有区间的，为各种情形中最少的至最多的，两栏不一定出自同一情形。")
    if guide.before_source:
        notes.append(f"改革前公开数据的出处：{guide.before_source}。")
    return (
        "<h2>七、减环节、减材料、减时限、减跑动</h2>"
        + table(("项目", "单独逐项办理", "一件事办理", "改革前公开数据"), rows)
        + '<ol class="small">'
        + "".join(f"<li>{escape(note)}</li>" for note in notes)
        + "</ol>"
    )


def _law(guide: ServiceGuide) -> str:
    laws = "".join(f"<li>{escape(each)}</li>" for each in guide.legal_bases) or "<li>未查到</li>"
    rows = [(each.name, "、".join(each.sources), "、".join(each.assumed) or "无") for each in guide.items]
    return (
        f"<h2>八、依据</h2><ol>{laws}</ol>"
        "<h2>九、资料来源和待核实的内容</h2>"
        f"<p>来源编号见事项目录。主题资料来源：{escape('、'.join(guide.sources) or '未列')}。"
        "“待核实”为按经验设定、未查到出处的目录项，正式使用前须核实。</p>"
        + table(("事项", "资料来源", "待核实"), rows)
    )
