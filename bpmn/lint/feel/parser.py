"""The grammar, a method a level, from the weakest operator to the strongest (as in the engine's own parser)."""

from collections.abc import Callable
from functools import lru_cache

from bpmn.lint.feel.problem import FeelProblem
from bpmn.lint.feel.tokens import Token, tokens
from bpmn.lint.feel.tree import Node, Scalar

_RESERVED = frozenset(["null", "true", "false", "in", "return", "then", "else", "satisfies", "and", "or"])
_LITERALS: dict[str, Scalar] = {"null": None, "true": True, "false": False}
_PHRASES = ("date and time", "get or else")
"""Functions whose names hold a reserved word."""
_OPENING = frozenset(["if", "for", "some", "every"])
_COMPARISONS = frozenset(["=", "!=", "<", "<=", ">", ">="])
_DEEPEST = 40
_CLOSING = {"(": ")", "[": "]", "{": "}"}


@lru_cache(maxsize=4096)
def parse(text: str) -> Node:
    """Read an expression (without its leading ``=``); raises :class:`FeelProblem` that says what is wrong where."""
    reader = _Parser(tokens(text))
    if reader.at_end():
        raise FeelProblem("表达式是空的")
    _balanced(reader.tokens)
    tree = reader.expression()
    if not reader.at_end():
        raise FeelProblem(f"“{reader.here.text}”处不成句，前面可能少了运算符")
    return tree


def _balanced(found: list[Token]) -> None:
    """Say which bracket is left open or closed in vain: what a grammar says of it is hard to understand."""
    waiting: list[str] = []
    for token in found:
        if token.kind != "mark":
            continue
        if token.text in _CLOSING:
            waiting.append(token.text)
        elif token.text in _CLOSING.values() and (not waiting or _CLOSING[waiting.pop()] != token.text):
            raise FeelProblem(f"括号不配对：多出“{token.text}”")
    if waiting:
        raise FeelProblem(f"括号不配对：“{waiting[-1]}”没有对应的“{_CLOSING[waiting[-1]]}”")


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self.tokens = found
        self._position = 0
        self._depth = 0

    @property
    def here(self) -> Token:
        return self.tokens[self._position]

    def at_end(self) -> bool:
        return self.here.kind == "end"

    def expression(self) -> Node:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise FeelProblem(f"表达式嵌套超过 {_DEEPEST} 层")
        word = self.here.text if self.here.kind == "name" and not self._phrase_call() else ""
        if word == "if":
            tree = self._if()
        elif word == "for":
            tree = self._loop("return")
        elif word in ("some", "every"):
            tree = self._loop("satisfies")
        else:
            tree = self._chain(("or",), lambda: self._chain(("and",), self._comparison))
        self._depth -= 1
        return tree

    def _if(self) -> Node:
        self._word("if")
        condition = self.expression()
        self._word("then")
        chosen = self.expression()
        self._word("else")
        return Node("if", parts=(condition, chosen, self.expression()))

    def _loop(self, before_body: str) -> Node:
        self._advance()
        names: list[str] = []
        parts: list[Node] = []
        while True:
            names.append(self._name("循环变量"))
            self._word("in")
            parts.append(self._range_or_value())
            if not self._took("mark", ","):
                break
        self._word(before_body)
        return Node("loop", names=tuple(names), parts=(*parts, self.expression()))

    def _range_or_value(self) -> Node:
        """What a loop runs over: ``1..n``, else a value without operators."""
        begin = self._position
        first = self._sum()
        if self._took("mark", ".."):
            return Node("operator", "..", parts=(first, self._sum()))
        self._position = begin
        return self._value()

    def _comparison(self) -> Node:
        left = self._sum()
        if self.here.kind == "mark" and self.here.text in _COMPARISONS:
            sign = self._advance().text
            return Node("operator", sign, parts=(left, self._sum()))
        if self._took("name", "between"):
            low = self._sum()
            self._word("and")
            return Node("operator", "between", parts=(left, low, self._sum()))
        if self._took("name", "in"):
            return Node("operator", "in", parts=(left, *self._alternatives()))
        return left

    def _alternatives(self) -> tuple[Node, ...]:
        if not self._took("mark", "("):
            return (self._sum(),)
        found = self._separated(self._sum, ")")
        if not found:
            raise FeelProblem("in 之后的括号里没有值")
        return found

    def _sum(self) -> Node:
        return self._chain(("+", "-"), lambda: self._chain(("*", "/"), self._power))

    def _power(self) -> Node:
        return self._chain(("**",), self._signed)

    def _signed(self) -> Node:
        if self._took("mark", "-"):
            return Node("operator", "minus", parts=(self._value(),))
        return self._value()

    def _chain(self, signs: tuple[str, ...], level: Callable[[], Node]) -> Node:
        left = level()
        while self.here.kind in ("mark", "name") and self.here.text in signs:
            sign = self._advance().text
            left = Node("operator", sign, parts=(left, level()))
        return left

    def _value(self) -> Node:
        tree = self._primary()
        while True:
            if self._took("mark", "."):
                name = self._name("“.”之后的名称")
                if tree.kind == "path":
                    tree = Node("path", names=(*tree.names, name))
                else:
                    tree = Node("step", names=(name,), parts=(tree,))
            elif self._took("mark", "["):
                tree = Node("filter", parts=(tree, self.expression()))
                self._mark("]")
            elif self.here.kind == "mark" and self.here.text == "(":
                dotted = tree.kind == "path" and len(tree.names) > 1
                raise FeelProblem("不允许调用对象中的函数" if dotted else "只允许按名称调用函数")
            else:
                return tree

    def _primary(self) -> Node:
        phrase = self._phrase_call()
        if phrase:
            return self._call(phrase)
        token = self._advance()
        if token.kind == "number":
            return Node("literal", value=float(token.text))
        if token.kind == "string":
            return Node("literal", value=token.text[1:-1].replace('\\"', '"').replace("\\\\", "\\"))
        if token.kind == "name" and token.text in _LITERALS:
            return Node("literal", value=_LITERALS[token.text])
        if token.kind == "name" and token.text not in _RESERVED:
            return Node("path", names=(token.text,))
        return self._bracketed(token)

    def _bracketed(self, token: Token) -> Node:
        if token.text == "(":
            tree = self.expression()
            self._mark(")")
            return tree
        if token.text == "[":
            return Node("list", parts=self._separated(self.expression, "]"))
        if token.text == "{":
            return self._context()
        if token.text == "@" and self.here.kind == "string":
            return Node("literal", value=self._advance().text[1:-1])
        what = "表达式在这里不完整" if token.kind == "end" else f"“{token.text}”处不成句，缺少变量或者值"
        raise FeelProblem(what)

    def _context(self) -> Node:
        names: list[str] = []
        parts: list[Node] = []
        while not self._took("mark", "}"):
            if names:
                self._mark(",")
            key = self._advance()
            if key.kind not in ("name", "string"):
                raise FeelProblem("花括号里应写成 名称: 值")
            names.append(key.text.strip('"'))
            self._mark(":")
            parts.append(self.expression())
        return Node("context", names=tuple(names), parts=tuple(parts))

    def _phrase_call(self) -> str:
        """The name of the function that is called here, or empty. Names of several words take one space each or more.

        As in the engine, whatever names stand before a bracket are one name.
        """
        words: list[str] = []
        position = self._position
        while (token := self.tokens[position]).kind == "name":
            if words and token.space.strip(" "):
                return ""
            words.append(token.text)
            if self.tokens[position + 1].text == "(" and self.tokens[position + 1].kind == "mark":
                break
            position += 1
        else:
            return ""
        first, *others = self.tokens[self._position : self._position + len(words)]
        phrase = first.text + "".join(each.space + each.text for each in others)
        if phrase in _PHRASES:
            return phrase
        # ``if (a) …``, ``some x in (…) …``: the key word is no part of a function's name.
        return "" if words[0] in _OPENING or _RESERVED.intersection(words) else phrase

    def _call(self, phrase: str) -> Node:
        for _ in phrase.split():
            self._advance()
        self._mark("(")
        return Node("call", phrase, parts=self._separated(self.expression, ")"))

    def _separated(self, level: Callable[[], Node], closing: str) -> tuple[Node, ...]:
        found: list[Node] = []
        if self._took("mark", closing):
            return ()
        while True:
            found.append(level())
            if not self._took("mark", ","):
                self._mark(closing)
                return tuple(found)

    def _advance(self) -> Token:
        token = self.here
        self._position = min(self._position + 1, len(self.tokens) - 1)
        return token

    def _took(self, kind: str, text: str) -> bool:
        if self.here.kind == kind and self.here.text == text:
            self._advance()
            return True
        return False

    def _mark(self, text: str) -> None:
        if not self._took("mark", text):
            found = f"“{self.here.text}”之前" if not self.at_end() else "结尾"
            raise FeelProblem(f"{found}缺少“{text}”")

    def _word(self, text: str) -> None:
        if not self._took("name", text):
            found = f"“{self.here.text}”之前" if not self.at_end() else "结尾"
            raise FeelProblem(f"{found}缺少 {text}")

    def _name(self, what: str) -> str:
        token = self._advance()
        if token.kind != "name" or token.text in _RESERVED:
            raise FeelProblem(f"缺少{what}")
        return token.text
