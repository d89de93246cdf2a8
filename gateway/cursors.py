"""Cursors of lists that are paged by a number: one form, one refusal."""

from chain.errors import BadInput

_MOST_DIGITS = 18


class CursorInvalid(BadInput):
    """A cursor that this interface did not give out."""

    message = "翻页游标无效，请从第一页重新查询。"


def number_of(cursor: str) -> int:
    """The number that a cursor of this form holds. Raises :class:`CursorInvalid`."""
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= _MOST_DIGITS):
        raise CursorInvalid
    return int(cursor)
