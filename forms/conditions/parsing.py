"""Reading a condition from FEEL text; whatever browser and server could judge apart is refused with what to write."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType

from forms.conditions.expression import (
    OPERATORS,
    And,
    Comparison,
    Contains,
    Expression,
    Flag,
    IsFalse,
    Name,
    Not,
    OneOf,
    Or,
    Scalar,
)

_LONGEST = 1000
_DEEPEST = 12
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<text>"(?:[^"\\\x00-\x1f]|\\["\\])*")
    |(?P<number>-?[0-9]+(?:\.[0-9]+)?(?![0-9A-Za-z_]|\.(?!\.)))
    |(?P<name>(?:this\.)?[a-z][a-z0-9_]*(?![A-Z]))
    |(?P<sign><=|>=|!=|[=<>(),\[\]])
    )""",
    re.VERBOSE,
)
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,4})?")

RESERVED = frozenset(
    {"and", "or", "not", "in", "true", "false", "null", "between", "if", "then", "else", "for", "return"}
    | {"some", "every", "satisfies", "instance", "of", "function", "external", "date", "time", "duration"}
    | {"list", "this", "item", "partial", "parent", "i"}
)
"""Words that FEEL or form-js keep for themselves: a field whose key is one cannot be referred to."""

_INSTEAD: Mapping[str, str] = MappingProxyType(
    {
        "==": "等于写作“=”。",
        "&&": "“并且”写作“and”。",
        "||": "“或者”写作“or”。",
        "!": "“不等于”写作“!=”，否定写作“not(…)”。",
        "'": '文本用英文双引号，如 "a"。',
        "“": '文本用英文双引号，如 "a"。',
        "..": "范围写作“x >= 1 and x <= 5”。",
        "between": "范围写作“x >= 1 and x <= 5”。",
        "if": "不支持 if，把情形写成 and、or、not 的组合。",
        "some": '不支持 some，多选字段写作“list contains(字段, "选项")”。',
        "every": '不支持 every，多选字段写作“list contains(字段, "选项")”。',
        "contains": '多选字段写作“list contains(字段, "选项")”。',
        "count": "不支持函数，条件只能比较字段与固定值。",
        "date": '日期直接与文本比较，如 birth_date < "2020-01-01"。',
        "today": "不能引用当天日期，请与固定日期比较。",
        "now": "不能引用当前时间，请与固定日期比较。",
        "is": "判断为空写作“= null”。",
        "+": "不支持运算，请与算好的固定值比较。",
        "-": "不支持运算，请与算好的固定值比较。",
        "*": "不支持运算，请与算好的固定值比较。",
        "/": "不支持运算，请与算好的固定值比较。",
        "?": "不支持“?”，请写字段的键。",
        "{": "不支持对象和模板。",
        ".": "只有明细表的列可以写“this.列”，其余字段直接写键。",
    }
)
"""What to write instead, by what stands where nothing supported can stand."""


class ConditionProblem(Exception):
    """A condition that cannot stand; the text (Chinese) says why and what to write instead."""


def parse(text: object) -> Expression:
    """The condition in ``conditional.hide``; its names are not bound to fields yet. Raises :class:`ConditionProblem`."""
    if not isinstance(text, str) or not text.startswith("="):
        raise ConditionProblem('条件应为以“=”开头的表达式，如 =catering_type = "large"。')
    if len(text) > _LONGEST:
        raise ConditionProblem(f"条件不能超过{_LONGEST}个字符。")
    return _Parser(text[1:]).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text.rstrip()
        self._tokens = self._split()
        self._at = 0
        self._depth = 0

    def whole(self) -> Expression:
        expression = self._or()
        if self._at < len(self._tokens):
            raise self._unexpected()
        return IsFalse(expression.part) if isinstance(expression, Not) and self._bare_not() else expression

    def _bare_not(self) -> bool:
        return self._tokens[0][1] == "not"

    def _split(self) -> list[tuple[str, str]]:
        tokens, position = [], 0
        while position < len(self._text):
            found = _TOKEN.match(self._text, position)
            if found is None or found.lastgroup is None:
                raise ConditionProblem(_refusal(self._text[position:].lstrip()))
            tokens.append((found.lastgroup, found[found.lastgroup]))
            position = found.end()
        return tokens

    def _or(self) -> Expression:
        return self._chain("or", self._and, Or)

    def _and(self) -> Expression:
        return self._chain("and", self._test, And)

    def _chain(self, word: str, part: Callable[[], Expression], kind: type[And] | type[Or]) -> Expression:
        parts = [part()]
        while self._take(word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else kind(tuple(parts))

    def _test(self) -> Expression:
        if self._take("("):
            return self._inside()
        if self._take("not"):
            self._expect("(")
            return Not(self._inside())
        if self._take("list"):
            return self._contains()
        return self._about(self._name())

    def _inside(self) -> Expression:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ConditionProblem(f"括号嵌套不能超过{_DEEPEST}层。")
        expression = self._or()
        self._expect(")")
        self._depth -= 1
        return expression

    def _contains(self) -> Expression:
        self._expect("contains")
        self._expect("(")
        name = self._name()
        self._expect(",")
        literal = self._literal()
        self._expect(")")
        return Contains(name, literal)

    def _about(self, name: Name) -> Expression:
        if self._take("in"):
            return self._one_of(name)
        for operator in OPERATORS:
            if self._take(operator):
                return Comparison(name, operator, self._literal())
        return Flag(name)

    def _one_of(self, name: Name) -> Expression:
        """feelin reads ``x in [1] or y`` as ``x in ([1] or y)``: brackets must say what is meant."""
        test = OneOf(name, self._literals())
        word = self._peek()
        if word in ("and", "or"):
            raise ConditionProblem(f"in (…) 后面接 {word} 时先加括号，写作“({name.key} in (…)) {word} …”。")
        return test

    def _literals(self) -> tuple[Scalar, ...]:
        end = ")" if self._take("(") else "]"
        if end == "]":
            self._expect("[")
        literals = [self._literal()]
        while self._take(","):
            literals.append(self._literal())
        self._expect(end)
        return tuple(literals)

    def _literal(self) -> Scalar:
        kind, text = self._next()
        if kind == "text":
            return re.sub(r"\\(.)", r"\1", text[1:-1])
        if kind == "number":
            if not _NUMBER.fullmatch(text):
                raise ConditionProblem(f"数值 {text} 过长：整数至多15位，小数至多4位。")
            return Decimal(text)
        if text in ("true", "false", "null"):
            return {"true": True, "false": False, "null": None}[text]
        if kind == "name":
            raise ConditionProblem(f"“{text}”不能在比较的右边：字段写在左边，右边写固定值。")
        raise self._unexpected(-1)

    def _name(self) -> Name:
        kind, text = self._next()
        if kind in ("text", "number") or text in ("true", "false", "null"):
            raise ConditionProblem(f"比较的左边应为字段的键，不是 {text}：字段写在左边，固定值写在右边。")
        if kind != "name" or (text in RESERVED and text in _INSTEAD):
            raise self._unexpected(-1)
        key = text.removeprefix("this.")
        if key in RESERVED:
            raise ConditionProblem(f"“{key}”是表达式的保留字，不能用作字段的键。")
        if self._peek() == "(":
            raise ConditionProblem(f"不支持函数 {text}。{_INSTEAD.get(text, _INSTEAD['count'])}")
        return Name(key, row=text != key)

    def _peek(self) -> str | None:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else None

    def _next(self) -> tuple[str, str]:
        if self._at == len(self._tokens):
            raise ConditionProblem("条件没有写完。")
        self._at += 1
        return self._tokens[self._at - 1]

    def _take(self, text: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at] in (("name", text), ("sign", text)):
            self._at += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise self._unexpected(wanted=text)

    def _unexpected(self, step: int = 0, wanted: str = "") -> ConditionProblem:
        if self._at + step == len(self._tokens):
            return ConditionProblem(f"条件没有写完，缺少“{wanted}”。" if wanted else "条件没有写完。")
        text = self._tokens[self._at + step][1]
        before = self._tokens[self._at + step - 1][1] if self._at + step else ""
        if text == "=" == before:
            return ConditionProblem(f"不支持“==”。{_INSTEAD['==']}")
        return ConditionProblem(f"不能理解“{text}”。{_INSTEAD.get(text, _SUBSET)}")


def _refusal(rest: str) -> str:
    sign = next((each for each in ("&&", "||", "..") if rest.startswith(each)), rest[0])
    return f"不支持“{sign}”。{_INSTEAD.get(sign, _SUBSET)}"


_SUBSET = "可用：字段与固定值的比较（= != < <= > >=）、in (…)、list contains(字段, …)、and、or、not(…)。"
