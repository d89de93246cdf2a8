"""How an annotated copy (加注件) differs to the eye: pale words behind the certificate's own, and a strip beneath its frame.

The certificate stays as it is, at its place: nothing of it is covered, and the seal is where its readers expect it.
"""

from collections.abc import Iterator

from chain.certificates.annotation import Annotation
from chain.certificates.data import chinese_date
from chain.certificates.fonts import Fonts
from chain.certificates.ornament import RED, rectangle
from chain.certificates.template import Template
from chain.certificates.typesetting import centred, fit, shown
from chain.clock import BEIJING
from chain.ofd.model import Box, Colour, Item, Shape

STRIP_HEIGHT = 24.0
"""Millimetres that a copy's page is longer than the certificate's."""
_PALE: Colour = (244, 228, 222)
_PALE_WORDS = "加注件　他用无效"
_BESIDE_TITLE = 30.0
_TEXT_SIZE = 3.4


def pale_words(template: Template, fonts: Fonts) -> Iterator[Item]:
    """Painted first, so that all else lies over them: a picture of the face alone tells that it is of a copy."""
    rows = 3
    for row in range(rows):
        baseline = template.height * (row + 1) / (rows + 1) + 4
        yield centred(_PALE_WORDS, template.width / 2, baseline, 13, fonts.bold, _PALE, 2)


def strip(template: Template, annotation: Annotation, fonts: Fonts) -> Iterator[Item]:
    """For whom, for what, until when and by whom, in a red frame beneath the certificate's.

    What the holder wrote is shown as the typeface can show it; the metadata keep every character.
    Raises :class:`ContentDoesNotFit`.
    """
    margin = template.margin
    box = Box(margin, template.height, template.width - 2 * margin, STRIP_HEIGHT - margin)
    yield Shape(rectangle(box), stroke=RED, line_width=0.4)
    middle = box.x + _BESIDE_TITLE / 2
    yield centred("加注件", middle, box.y + box.height / 2 + 2, 6, fonts.bold, RED, 0.6)
    created = annotation.created.astimezone(BEIJING).date()
    text = (
        f"本加注件仅{annotation.cause}，有效期至{chinese_date(annotation.until)}，他用无效。\n"
        f"由{annotation.creator}于{chinese_date(created)}申请制作；证照效力以核验结果为准。"
    )
    width, height = box.width - _BESIDE_TITLE - 4, box.height - 2
    block = fit(shown(text, fonts.regular), width, height, _TEXT_SIZE, fonts.regular, 1.4)
    top = box.y + (box.height - block.height) / 2
    yield from block.placed(box.x + _BESIDE_TITLE, top, fonts.regular)
