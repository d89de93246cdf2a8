"""What an expression means, as far as rules ask: which values it reads and which functions it calls."""

from collections.abc import Iterator
from dataclasses import dataclass

Scalar = str | float | bool | None


@dataclass(frozen=True, slots=True)
class Node:
    """One part of an expression.

    ``kind``: ``literal`` (``value``); ``path`` (``names``, read from the variable ``names[0]``); ``step`` (``names`` read
    from the value of ``parts[0]``); ``call`` (``text`` the function, ``parts`` its arguments); ``operator`` (``text``);
    ``if``; ``loop`` (``names`` are bound one after the other to the parts, the last part is the body); ``filter``; ``list``;
    ``context`` (``names`` are its keys).
    """

    kind: str
    text: str = ""
    names: tuple[str, ...] = ()
    parts: tuple["Node", ...] = ()
    value: Scalar = None


def walk(node: Node) -> Iterator[Node]:
    """The node and everything in it."""
    yield node
    for part in node.parts:
        yield from walk(part)


def calls(node: Node) -> Iterator[Node]:
    """Every call."""
    return (each for each in walk(node) if each.kind == "call")


def functions_called(node: Node) -> set[str]:
    """Names of the functions that are called."""
    return {each.text for each in calls(node)}


def free_paths(node: Node, bound: frozenset[str] = frozenset()) -> Iterator[tuple[str, ...]]:
    """What is read from variables, as ``("review", "outcome")``.

    What a filter compares may be a member of the listed things, so only the list before it counts.
    """
    if node.kind == "path" and node.names[0] not in bound:
        yield node.names
    if node.kind == "filter":
        yield from free_paths(node.parts[0], bound)
        return
    for position, part in enumerate(node.parts):
        inside = bound | set(node.names[:position]) if node.kind in ("loop", "context") else bound
        yield from free_paths(part, inside)
