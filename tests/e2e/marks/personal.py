"""Applications in which everything personal is a mark that nobody else would write."""

from datetime import date
from typing import Any

from chain.certificates.fonts import find_fonts
from scripts.tools.demo.client import Json
from scripts.tools.demo.papers import paper
from tests.e2e.people import Citizen

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(born: date, serial: int) -> str:
    """A resident identity number with its check digit (GB 11643) in a region that is in no use."""
    first = f"379901{born:%Y%m%d}{serial:03d}"
    remainder = sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True)) % 11
    return first + "10X98765432"[remainder]


MARKS = {
    "operator's name": "冯密印",
    "operator's number": id_number(date(1979, 8, 13), 713),
    "operator's mobile": "13971350246",
    "operator's address": "示例一区密巷路七十七号暗记室",
    "premises": "示例一区隐标街三百三十三号二层",
    "manager's name": "陈暗记",
    "manager's number": id_number(date(1983, 4, 29), 824),
    "employee's name": "褚隐标",
    "employee's number": id_number(date(1991, 12, 7), 936),
    "fire duty's name": "卫藏号",
    "fire duty's number": id_number(date(1968, 2, 17), 152),
    "fire duty's mobile": "13864207531",
    "opinion": "密印意见甲字不宜外传",
    "gap": "密印缺项乙字不清",
    "how": "密印办法丙字重传",
    "finding": "密印勘验丁字合格",
    "reason": "密印撤回戊字搬迁",
    "file name": "密印文件己字",
    "file content": "MiYinFileContent7713",
    "in a wrong place": "密印错处庚字",
    "in a query": "密印查询辛字",
    "in a token": "密印凭证壬字",
}


def marked(form: Json) -> Json:
    """``form`` with a mark in every personal field."""
    employees = [dict(each) for each in form["employees"]]
    employees[0] |= {"name": MARKS["manager's name"], "id_number": MARKS["manager's number"]}
    employees[1] |= {"name": MARKS["employee's name"], "id_number": MARKS["employee's number"]}
    wanted: dict[str, Any] = {
        "operator_name": MARKS["operator's name"],
        "operator_id_number": MARKS["operator's number"],
        "operator_mobile": MARKS["operator's mobile"],
        "operator_address": MARKS["operator's address"],
        "premises_address": MARKS["premises"],
        "food_safety_manager_name": MARKS["manager's name"],
        "food_safety_manager_id_number": MARKS["manager's number"],
        "employees": employees,
        "fire_duty_name": MARKS["fire duty's name"],
        "fire_duty_id_number": MARKS["fire duty's number"],
        "fire_duty_mobile": MARKS["fire duty's mobile"],
    }
    return form | {key: value for key, value in wanted.items() if key in form}


class MarkedCitizen(Citizen):
    """Writes marks into everything and uploads papers that hold them."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.make_paper = _marked_paper

    def form(self, situation: Json) -> Json:
        """A complete form, all marks."""
        return marked(super().form(situation))


def _marked_paper(name: str) -> tuple[str, bytes, str]:
    content = paper(name[:18], [MARKS["operator's name"]], find_fonts().regular.path, "PDF")
    note = f"\n% {MARKS['file content']}\n".encode()
    return (
        f"{MARKS['file name']}{name[:6]}.pdf",
        content.replace(b"\n%%EOF", note + b"%%EOF"),
        "application/pdf",
    )
