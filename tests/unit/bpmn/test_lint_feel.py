"""FEEL as far as it is allowed: what is read, what is refused and in which words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpmn.lint.feel import (
    ALLOWED_FUNCTIONS,
    FeelProblem,
    call_problems,
    free_paths,
    functions_called,
    parse,
)
from bpmn.lint.feel.tree import walk


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ('"review.check." + body', set()),
        ("all(prechecks)", {"all"}),
        ('date and time("2026-11-23T00:00:00+08:00") > now()', {"date and time", "now"}),
        ('if (a = 1) then not(b) else string length("x(y)")', {"not", "string length"}),
        ("every p in prechecks satisfies (p = true)", set()),
        ("a and date and time(b) = c", {"date and time"}),
        ("get or else(a, 1)", {"get or else"}),
        ("事项(1)", {"事项"}),
        ("evil thing(1)", {"evil thing"}),
        ("x between f(1) and 2", {"x between f"}),
    ],
)
def test_calls_are_seen_in_an_expression(text: str, called: set[str]) -> None:
    assert functions_called(parse(text)) == called


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a.b.c + d", {("a", "b", "c"), ("d",)}),
        ("(a).b", {("a", "b")}),
        ("for x in a return x + b", {("a",), ("b",)}),
        ("for x in a, y in x return y", {("a",)}),
        ("some x in a.b satisfies x = c", {("a", "b"), ("c",)}),
        ("{x: a, y: x}.y", {("a",)}),
        ("a[b = 1].c", {("a",)}),
        ('"a" + "b"', set()),
    ],
)
def test_what_an_expression_reads_is_seen(text: str, read: set[tuple[str, ...]]) -> None:
    assert set(free_paths(parse(text))) == read


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "空的"),
        ("(a", "“(”没有对应的“)”"),
        ("a)", "多出“)”"),
        ("(a]", "多出“]”"),
        ('a = "b', "第5个字符起的文本缺少右引号"),
        ("a b", "“b”处不成句"),
        ("a = = b", "“=”处不成句"),
        ("a =", "不完整"),
        ("if a then b", "结尾缺少 else"),
        ("for x a return x", "缺少 in"),
        ("not a", "“a”处不成句"),
        ("1 + if a then b else c", "不成句"),
        ("a.", "“.”之后的名称"),
        ("[1, ]", "“]”处不成句"),
        ("{1: a}", "名称: 值"),
        ("a; b", "第2个字符处"),
        ("a // b", "注释"),
        ("f/**/(1)", "注释"),
        ("`f`(1)", "第1个字符处"),
        ('function(x) external {java: {class: "java.lang.Runtime"}}', "java"),
        ("function(x) x", "定义函数"),
        ('{"JAVA": 1}', "java"),
        ("a.f(1)", "对象中的函数"),
        ("f(1)(2)", "按名称调用"),
        ("[f][1](2)", "按名称调用"),
        ("{a: f}(2)", "按名称调用"),
        ('"f"(2)', "按名称调用"),
        ("x" * 2001, "2000"),
        ("(" * 300 + "1" + ")" * 300, "嵌套"),
    ],
)
def test_what_is_refused_is_said_exactly(text: str, said: str) -> None:
    with pytest.raises(FeelProblem) as refused:
        parse(text)
    assert said in refused.value.reason


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("alll(a)", "alll，是否应为 all"),
        ("evil(a)", "未列入清单的函数 evil"),
        ("contains(a)", "需要 2 个参数，写了 1 个"),
        ("substring(a)", "需要 2 至 3 个参数"),
        ("max()", "需要 至少 1 个参数"),
        ("all(a, max(evil(b)))", "evil"),
    ],
)
def test_calls_are_held_to_the_list(text: str, said: str) -> None:
    (problem,) = call_problems(parse(text))
    assert said in problem


@given(st.text(alphabet='abc ()."+-[]{}\\/:=1中', max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        tree = parse(text)
    except FeelProblem:
        return
    assert all(node.kind for node in walk(tree))


def test_no_allowed_function_reaches_out_of_the_engine() -> None:
    assert not {name for name in ALLOWED_FUNCTIONS if "java" in name or "env" in name or "from" in name}
