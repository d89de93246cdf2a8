"""The guidance as a page to print: 一次性告知书."""

from datetime import date
from html import escape

from bpmn.guide.guidance import Bring, Guidance, Handled
from bpmn.guide.pages import facts, head, page, table

TITLE = "一次性告知书"


def guidance_document(guidance: Guidance) -> str:
    """The page, under the name of the body that leads the theme."""
    under = f"{guidance.region_name} {guidance.name}"
    return page(
        TITLE,
        (
            head(TITLE, under, fictitious=guidance.fictitious),
            _opening(guidance),
            "<h2>一、您的情形</h2>"
            + table(("问题", "您的回答"), [(a.question, a.answer) for a in guidance.situation]),
            "<h2>二、需要您准备的材料（同一材料只交一份）</h2>" + _bring(guidance),
            "<h2>三、不需要您提交的材料</h2>"
            + table(
                ("材料名称", "由办理单位怎样取得", "用于"),
                [(each.name, each.source, "、".join(each.items)) for each in guidance.not_asked],
            ),
            "<h2>四、由谁办理、何时办结</h2>" + _items(guidance),
            "<h2>五、收费</h2>" + f"<p>{escape(_fee(guidance))}</p>",
            "<h2>六、提交和补正</h2>" + _rules(guidance),
            f'<p class="under">{escape(guidance.lead)}<br/>{_day(guidance.told_on)}</p>',
        ),
    )


def _opening(guidance: Guidance) -> str:
    return (
        f"<p>申请人：您好。根据您说明的情形，办理“{escape(guidance.name)}”需要的材料、办理单位、期限和收费一次性告知如下。"
        f"本告知书按{_day(guidance.told_on)}有效的规定编制，不记录您的个人信息。</p>"
    )


def _bring(guidance: Guidance) -> str:
    rows = [
        (
            str(number),
            each.name,
            "必要" if each.required else "非必要",
            each.form,
            "、".join(each.items),
            _instead(each),
            each.note or "无",
        )
        for number, each in enumerate(guidance.bring, 1)
    ]
    return table(("序号", "材料名称", "必要性", "窗口办理的形式", "用于", "容缺、承诺", "说明"), rows)


def _instead(material: Bring) -> str:
    commitment = "可以告知承诺代替" if material.commitment else ""
    return "；".join(filter(None, [material.later or "", commitment])) or "不适用"


def _items(guidance: Guidance) -> str:
    rows = [
        (
            each.name,
            each.department,
            "、".join(each.after) or "无",
            _day(each.until),
            each.result,
            _presence(each),
            "；".join(each.legal_bases) or "未查到",
        )
        for each in guidance.items
    ]
    whole = facts(
        ("牵头单位", guidance.lead),
        ("是否受理", f"今日申请的，最迟于{_day(guidance.told_by)}告知"),
        ("全部办结", f"今日申请的，承诺最迟于{_day(guidance.until)}"),
    )
    heads = ("事项", "办理单位", "须先办结", "承诺最迟办结", "办理结果", "到场、勘验", "依据")
    return whole + table(heads, rows)


def _presence(item: Handled) -> str:
    return (
        "、".join(
            filter(None, ["须本人到场" if item.in_person else "", "现场勘验" if item.site_visit else ""])
        )
        or "不需要"
    )


def _fee(guidance: Guidance) -> str:
    notes = [f"{each.name}：{each.fee_note}" for each in guidance.items if each.fee_note]
    total = "全部事项不收费" if guidance.free else f"合计{guidance.fee}元"
    return "。".join([total, *notes]) + "。"


def _rules(guidance: Guidance) -> str:
    rules = (
        f"可以在网上一次提交，也可以到{guidance.lead}窗口提交，填写一张表单，交一套材料。",
        "可以当场更正的错误，当场更正。",
        "材料不齐或者不符合法定形式的，自收到之日起五个工作日内一次告知需要补正的全部内容。",
        "逾期不告知的，自收到申请材料之日起即为受理（行政许可法第三十二条）。",
        "需要补正的，受理日期为材料补齐的日期。日期按国家公布的工作日计算，申请当日不计。",
        "上述日期按今日申请计算；补正、听证、检验检测、专家评审等所需时间另行书面告知。",
    )
    return "<ol>" + "".join(f"<li>{escape(rule)}</li>" for rule in rules) + "</ol>"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
