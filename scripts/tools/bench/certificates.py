"""Certificates a second and core beside ofdrw (Java), and where the time of one goes (issue 8, point 7)."""

import asyncio
import subprocess
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import zxingcpp
from PIL import Image

from chain.certificates.certificate_types import certificate_type
from chain.certificates.fonts import find_fonts
from chain.certificates.layout import lay_out
from chain.certificates.template import load_template
from chain.ofd.model import Text
from scripts.tools.bench.figures import Aim, Collector, Findings, Ratio
from scripts.tools.bench.our_certificates import Ours
from scripts.tools.bench.run import Run
from scripts.tools.bench.runtimes.java import ofdrw_command
from scripts.tools.failure import CommandFailed

_TYPE = "food_license"
_ACTS = {"issue": "制发（排版、加章）", "seal": "加章", "verify": "核验"}
_WHOLE = {"whole": "制发全程（另含时间戳、核验）", "verify_whole": "核验全程（另含时间戳、信任链、吊销）"}
_PARTS = {
    "compose": "其中排版成文",
    "prepare": "其中备章（取摘要）",
    "sign": "其中SM2签名",
    "answer": "其中时间戳服务一方",
    "granted": "其中时间戳应答的核对",
    "finish": "其中封装",
    "check": "其中制成后核验",
}
_BARE = {"sm3": "全文SM3一次", "sm2_sign": "SM2签名一次", "sm2_verify": "SM2验签一次"}
_CONTAINED = {"sm2_sign": 2, "sm2_verify": 3, "sm3": 2}
"""Signed are the seal and its time stamp; looked at the first when it is laid in and in the check, the second once."""
_JAVA_SECONDS = 900


async def measure(run: Run) -> Findings:
    """Each repeat: ours, then ofdrw on the same text, seal and key, each warm and in one thread."""
    found, ours = Collector(), Ours(certificate_type(_TYPE))
    folder, classes = run.folder / "certificates", run.folder / "ofdrw"
    folder.mkdir()
    hand_over(ours, folder)
    command = ofdrw_command(classes)
    count = run.scaled(200, 40)
    for number in range(run.repeats):
        run.tell(f"第 {number + 1}/{run.repeats} 轮：证照制发与核验")
        await asyncio.to_thread(_measure_ours, ours, found, count)
        run.tell(f"第 {number + 1}/{run.repeats} 轮：ofdrw")
        await asyncio.to_thread(
            _measure_ofdrw, found, [*command, str(folder)], count, run.folder / "ofdrw.log"
        )
    same = [
        _ratio(act, title, act, limit)
        for (act, title), limit in zip(_ACTS.items(), (2.0, 1.0, 1.0), strict=True)
    ]
    whole = [
        _ratio("whole", _WHOLE["whole"], "issue", 2.0),
        _ratio("verify_whole", _WHOLE["verify_whole"], "verify", 1.0),
    ]
    return Findings(found.figures, same + whole, _remarks())


def _ratio(act: str, title: str, theirs: str, limit: float) -> Ratio:
    return Ratio(
        f"certificates.{act}",
        f"{title}：我方 ÷ ofdrw{_ACTS[theirs]}（每核）",
        f"ours.{act}.rate",
        f"ofdrw.{theirs}.rate",
        limit,
        Aim.AT_LEAST,
    )


def _measure_ours(ours: Ours, found: Collector, count: int) -> None:
    """Whole acts, then the parts of one, in CPU time of this process."""
    for name, title in {**_ACTS, **_WHOLE}.items():
        act = getattr(ours, name)
        found.sample(f"ours.{name}.rate", f"我方{title}", "份/秒/核", 1 / _cpu(act, count))
    ours.forget_costs()
    for name, title in _PARTS.items():
        found.sample(f"ours.issue.{name}", f"我方{title}", "毫秒", ours.cost_of(name, count) * 1000)
    bare = {name: _cpu(getattr(ours, name), count) * 1000 for name in _BARE}
    for name, title in _BARE.items():
        found.sample(f"bare.{name}", title, "毫秒", bare[name])
    contained = sum(bare[name] * times for name, times in _CONTAINED.items())
    found.sample("bare.contained", "全程所含的裸算法（SM2签名2次、验签3次、全文SM3两次）", "毫秒", contained)


def hand_over(ours: Ours, folder: Path) -> None:
    """Write what ofdrw needs for the same certificate: the lines of text, pictures, keys, files."""
    template = load_template(ours.template)
    page = lay_out(template, ours.data, find_fonts())
    lines = [
        "\t".join(map(str, (item.x, item.baseline - item.size, item.size, page.width - item.x, item.text)))
        for item in page.items
        if isinstance(item, Text)
    ]
    code, square = BytesIO(), template.qr
    made = zxingcpp.create_barcode(ours.data.verification_url, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    Image.fromarray(made.to_image(scale=8)).save(code, "PNG")
    box = ours.place.box
    texts = {
        "lines.tsv": "\n".join(lines),
        "page.txt": f"{page.width} {page.height}",
        "qr.txt": f"{square.x} {square.y} {square.size} {square.size}",
        "stamp.txt": f"{box.x} {box.y} {box.width} {box.height}",
    }
    files = {
        "qr.png": code.getvalue(),
        "key.der": ours.made.key.pkcs8(),
        "certificate.der": ours.made.certificate,
        "seal.esl": ours.made.seal,
        "unsealed.ofd": ours.unsealed,
        "sealed.ofd": ours.sealed,
    }
    for name, content in {**files, **{name: text.encode() for name, text in texts.items()}}.items():
        (folder / name).write_bytes(content)


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
        "同一类证照、同样的位置、印章和密钥；我方每份的持证人、编号和二维码各不相同，核验的每份文件也不相同，ofdrw一方每份相同。",
        "ofdrw一方不嵌入字体子集、不画边框和底纹、不生成二维码（用现成的图片），核验不追溯信任链，做得比我方少。",
        "“全程”是本系统实际做的：ofdrw一方没有时间戳和制成后的核验，时间戳服务一方的开销也计入我方。",
    ]
