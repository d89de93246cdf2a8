"""Errors of the forms' room.

UnknownForm        404  no such form
InvalidForm        422  a form file breaks the rules of this room; ``problems`` names each place
FormConflictError  500  two departments' rules on one data element cannot both hold: a designer mends it
DocumentTemplateInvalid  500  a template of documents breaks the rules; names the file: the office mends it
"""

from collections.abc import Sequence

from chain.errors import ChainError, FieldProblem, FieldProblems, NotFound


class UnknownForm(NotFound):
    """No form under this key."""

    message = "未找到该表单，请核对表单编号。"


class InvalidForm(FieldProblems):
    """A file that breaks the rules; each problem's ``field`` is the component's id or key."""

    def __init__(self, source: str, problems: Sequence[FieldProblem]) -> None:
        super().__init__(problems)
        lines = "；".join(f"{problem.field}：{problem.reason}" for problem in problems[:20])
        self.detail = f"表单文件 {source} 不符合要求：{lines}"
        self.args = (self.detail,)


class FormConflictError(ChainError):
    """Rules of two departments on one data element that no value can meet."""

    message = "部门之间的表单规则相互冲突，无法合并为一张表单，请联系表单设计人员。"


class DocumentTemplateInvalid(ChainError):
    """A template of documents that cannot be used; the sentence names the file and what is wrong in it."""

    message = "文书模板不符合要求，请联系模板维护人员。"

    def __init__(self, file: str, problems: Sequence[str]) -> None:
        super().__init__(f"文书模板 {file} 不符合要求：{'；'.join(problems)}。")
