"""The words of a document in the order in which they are read: the same for setting it and for holding a file to it."""

from dataclasses import dataclass

from chain.certificates.data import chinese_date
from chain.documents.page import PageData

INDENT = "　　"
SPECIMEN = "演示用文书，不具法律效力"


@dataclass(frozen=True, slots=True)
class Words:
    """What stands on the pages above the signature: titles, number, addressee, paragraphs with lists numbered."""

    titles: tuple[str, ...]
    number: str
    addressee: str
    paragraphs: tuple[str, ...]


def words_of(data: PageData) -> Words:
    """The text of ``data`` without what stands in the signature."""
    paragraphs: list[str] = []
    for part in data.parts:
        paragraphs.append(part.text)
        paragraphs.extend(f"{number}．{line}" for number, line in enumerate(part.lines, 1))
    if data.remedies:
        paragraphs.append(data.remedies)
    issuers = tuple(each.name for each in data.issuers)
    return Words((*issuers, data.title), data.number, data.addressee, tuple(paragraphs))


def full_text(data: PageData) -> str:
    """Every character on the pages in its order, without white space and without the feet."""
    words = words_of(data)
    pieces = (
        *words.titles,
        words.number,
        words.addressee,
        *words.paragraphs,
        *data.signers,
        *(each.name for each in data.issuers),
        chinese_date(data.issued),
    )
    return "".join("".join(pieces).split())


def foot(index: int, count: int) -> str:
    """What stands at the foot of page ``index`` (from 0)."""
    return f"第{index + 1}页 共{count}页"
