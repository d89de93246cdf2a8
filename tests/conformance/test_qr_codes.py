"""Every QR code that we issue is read by an independent reader, and stands where its template says."""

import re
from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image, ImageDraw

from chain.certificates.annotation import Annotation
from chain.certificates.qr import qr_code
from chain.certificates.template import load_template, template_keys
from chain.ofd.model import Box
from chain.ofd.paths import Point, polylines
from chain.ofd.reader import OfdReader
from chain.ofd.render import render_page
from gateway.ratings.codes import qr_picture
from tests.conformance.qr_reader import read_qr_code
from tests.conformance.rehearsal_pki import NOW, RehearsalPki, sealed_certificate
from tests.conformance.samples import HOLDER, sample

pytestmark = pytest.mark.conformance

DPI = 200
PIXELS = DPI / 25.4
QUIET = 2
"""Modules."""
RECTANGLE = re.compile(r"M(\d+) (\d+)h(\d+)v(\d+)h-(\d+)Z")


@pytest.mark.parametrize("annotated", [False, True])
@pytest.mark.parametrize("template", template_keys())
def test_the_code_on_a_sealed_certificate_leads_to_its_page_and_stands_in_its_place(
    template: str, annotated: bool, pki: RehearsalPki
) -> None:
    annotation = Annotation(
        NOW, HOLDER.name, "办理租赁合同备案", "示例物业公司", (NOW + timedelta(days=30)).date()
    )
    ofd = sealed_certificate(template, pki, annotation=annotation if annotated else None)
    read = read_qr_code(render_page(OfdReader(ofd), dpi=DPI))
    assert read is not None
    assert (read.text, read.level) == (sample(template).verification_url, "M")
    square = load_template(template).qr
    for x, y in read.finders:
        assert square.x < x / PIXELS < square.x + square.size
        assert square.y < y / PIXELS < square.y + square.size


@given(
    st.text(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~/?=#%", min_size=1, max_size=300
    )
)
@example("7iJtVD#T1FBVR")
@settings(max_examples=60, deadline=None)
def test_a_code_of_any_address_is_read_back_and_keeps_its_quiet_zone(path: str) -> None:
    address, box = f"https://{path}", Box(3, 4, 60, 60)
    runs = polylines(qr_code(address, box).path)
    corners = [point for line in runs for point in line]
    quiet, end = min(corners)[0] - box.x, max(corners)[0]
    assert quiet > 0
    assert quiet == pytest.approx(min(corners)[1] - box.y, abs=2e-3)
    assert quiet == pytest.approx(box.x + box.width - end, abs=2e-3)
    read = read_qr_code(exact(runs, box, quiet / QUIET), alone=True)
    assert read is not None
    assert (read.text, read.level) == (address, "M")


def exact(runs: Sequence[Sequence[Point]], box: Box, module: float) -> Image.Image:
    """The symbol with its quiet zone, four pixels a module."""
    side = round(box.width / module) * 4
    picture = Image.new("L", (side, side), 255)
    for line in runs:
        left, top, right, bottom = (
            round((value - start) / module) * 4
            for value, start in zip((*line[0], *line[2]), (box.x, box.y) * 2, strict=True)
        )
        ImageDraw.Draw(picture).rectangle([left, top, right - 1, bottom - 1], fill=0)
    return picture


def test_the_code_on_the_answer_leads_to_the_rating_page() -> None:
    svg = qr_picture("https://yilian.example/", "ABCD-EFGH-JKMN")
    read = read_qr_code(drawn(svg))
    assert read is not None
    assert read.text == "https://yilian.example/rate#ABCD-EFGH-JKMN"


def drawn(svg: bytes) -> Image.Image:
    """The picture of an SVG that holds one path of rectangles."""
    root = etree.parse(BytesIO(svg), etree.XMLParser(load_dtd=False, no_network=True)).getroot()
    path = root.find(".//{*}path")
    assert path is not None
    notation = path.get("d", "")
    assert not RECTANGLE.sub("", notation)
    picture = Image.new("L", (int(root.get("width", "")), int(root.get("height", ""))), 255)
    for found in RECTANGLE.finditer(notation):
        left, top, width, height, _ = map(int, found.groups())
        ImageDraw.Draw(picture).rectangle([left, top, left + width - 1, top + height - 1], fill=0)
    return picture
