"""Certificates a second and core beside ofdrw (Java), and where the time of one goes (issue 8, point 7)."""

import asyncio
import subprocess
import time
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import segno

from chain.certificates.certificate_types import CertificateType, certificate_type
from chain.certificates.compose import compose_certificate, seal_place
from chain.certificates.fonts import find_fonts
from chain.certificates.layout import lay_out
from chain.certificates.preview import sample_of
from chain.certificates.template import load_template
from chain.certificates.verdict import Result
from chain.certificates.verification import verify_ofd
from chain.crypto.sm3 import sm3
from chain.ofd.model import Text
from chain.ofd.sealing import PreparedSealing, prepare_seal
from scripts.tools.bench.figures import Aim, Collector, Findings, Ratio
from scripts.tools.bench.rehearsal_seal import NOW, sealing
from scripts.tools.bench.run import Run
from scripts.tools.bench.runtimes.java import ofdrw_command
from scripts.tools.failure import CommandFailed

_TYPE = "food_license"
_ACTS = {"issue": "制发（排版、加章）", "seal": "加章", "verify": "核验"}
_PARTS = {
    "compose": "其中排版成文",
    "prepare": "其中备章（解包、取摘要）",
    "sign": "其中SM2签名",
    "finish": "其中封装",
}
_JAVA_SECONDS = 900


async def measure(run: Run) -> Findings:
    """Each repeat: ours, then ofdrw on the same text, seal and key, each warm and in one thread."""
    found, ours = Collector(), _Ours(certificate_type(_TYPE))
    folder, classes = run.folder / "certificates", run.folder / "ofdrw"
    folder.mkdir()
    ours.hand_over(folder)
    command = ofdrw_command(classes)
    count = run.scaled(200, 40)
    for number in range(run.repeats):
        run.tell(f"第 {number + 1}/{run.repeats} 轮：证照制发与核验")
        await asyncio.to_thread(ours.measure, found, count)
        run.tell(f"第 {number + 1}/{run.repeats} 轮：ofdrw")
        await asyncio.to_thread(
            _measure_ofdrw, found, [*command, str(folder)], count, run.folder / "ofdrw.log"
        )
    ratios = [
        Ratio(
            f"certificates.{act}",
            f"{title}：我方 ÷ ofdrw（每核）",
            f"ours.{act}.rate",
            f"ofdrw.{act}.rate",
            limit,
            Aim.AT_LEAST,
        )
        for (act, title), limit in zip(_ACTS.items(), (2.0, 1.0, 1.0), strict=True)
    ]
    return Findings(found.figures, ratios, _remarks())


def _ratio(act: str, title: str, limit: float) -> Ratio:
    return Ratio(
        f"certificates.{act}",
        f"{title}：我方 ÷ ofdrw（每核）",
        f"ours.{act}.rate",
        f"ofdrw.{act}.rate",
        limit,
        Aim.AT_LEAST,
    )


class _Ours:
    def __init__(self, kind: CertificateType) -> None:
        self._template, self._data = kind.template, sample_of(kind)
        self._made, self._place = sealing(self._data.issuer), seal_place(kind.template)
        self._unsealed = self._compose()
        self._sealed = self._seal(self._unsealed)

    def measure(self, found: Collector, count: int) -> None:
        """Whole acts, then the parts of one, in CPU time of this process."""
        digest = bytes(32)
        prepared = self._prepare(self._unsealed)
        signature = self._made.key.sign_digest(prepared.digest)
        acts: dict[str, Callable[[], object]] = {
            "issue": lambda: self._seal(self._compose()),
            "seal": lambda: self._seal(self._unsealed),
            "verify": self._verify,
        }
        for name, act in acts.items():
            found.sample(f"ours.{name}.rate", f"我方{_ACTS[name]}", "份/秒/核", 1 / _cpu(act, count))
        parts: dict[str, Callable[[], object]] = {
            "compose": self._compose,
            "prepare": lambda: self._prepare(self._unsealed),
            "sign": lambda: self._made.key.sign_digest(digest),
            "finish": lambda: prepared.finish(signature),
        }
        for name, part in parts.items():
            found.sample(f"ours.issue.{name}", f"我方{_PARTS[name]}", "毫秒", _cpu(part, count) * 1000)
        sealed = self._sealed
        found.sample("bare.sm3", "全文SM3一次", "毫秒", _cpu(lambda: sm3(sealed), count) * 1000)

    def hand_over(self, folder: Path) -> None:
        """Write what ofdrw needs for the same certificate: the lines of text, pictures, keys, files."""
        template = load_template(self._template)
        page = lay_out(template, self._data, find_fonts())
        lines = [
            "\t".join(
                map(str, (item.x, item.baseline - item.size, item.size, page.width - item.x, item.text))
            )
            for item in page.items
            if isinstance(item, Text)
        ]
        code, square = BytesIO(), template.qr
        segno.make(self._data.verification_url, micro=False).save(code, kind="png", scale=8)
        box = self._place.box
        texts = {
            "lines.tsv": "\n".join(lines),
            "page.txt": f"{page.width} {page.height}",
            "qr.txt": f"{square.x} {square.y} {square.size} {square.size}",
            "stamp.txt": f"{box.x} {box.y} {box.width} {box.height}",
        }
        files = {
            "qr.png": code.getvalue(),
            "key.der": self._made.key.pkcs8(),
            "certificate.der": self._made.certificate,
            "seal.esl": self._made.seal,
            "unsealed.ofd": self._unsealed,
            "sealed.ofd": self._sealed,
        }
        for name, content in {**files, **{name: text.encode() for name, text in texts.items()}}.items():
            (folder / name).write_bytes(content)

    def _compose(self) -> bytes:
        return compose_certificate(self._template, self._data)

    def _prepare(self, unsealed: bytes) -> PreparedSealing:
        return prepare_seal(
            unsealed, self._made.seal, self._made.certificate, self._place.page_ref, self._place.box, NOW
        )

    def _seal(self, unsealed: bytes) -> bytes:
        prepared = self._prepare(unsealed)
        return prepared.finish(self._made.key.sign_digest(prepared.digest))

    def _verify(self) -> None:
        if verify_ofd(self._sealed, [self._made.root], NOW + timedelta(days=1)).result is not Result.PASSED:
            raise CommandFailed("测量时制作的证照未通过核验。")


def _cpu(act: Callable[[], object], count: int) -> float:
    """CPU seconds of one, warm."""
    for _ in range(max(3, count // 10)):
        act()
    began = time.process_time()
    for _ in range(count):
        act()
    return (time.process_time() - began) / count


def _measure_ofdrw(found: Collector, command: list[str], count: int, log: Path) -> None:
    warm = 2 * count
    done = subprocess.run(
        [*command, str(warm), str(count)], capture_output=True, text=True, timeout=_JAVA_SECONDS, check=False
    )
    log.write_text(done.stdout + done.stderr, encoding="utf-8")
    if done.returncode:
        raise CommandFailed(f"ofdrw 的测量程序失败：{done.stderr[-600:]}")
    for line in done.stdout.splitlines():
        name, _, rest = line.partition(" ")
        if name in _ACTS:
            cpu = int(rest) / 1e9
            found.sample(f"ofdrw.{name}.rate", f"ofdrw {_ACTS[name]}", "份/秒/核", count / cpu)


def _remarks() -> list[str]:
    return [
        "双方都在一个线程里预热后测量，按进程的CPU时间计。",
        "同一份证照：同样的文字、位置、二维码、印章和密钥。ofdrw一方不嵌入字体子集、不画边框和底纹，做得比我方少。",
    ]
