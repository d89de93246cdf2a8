"""``scripts/demo``: set everything up, run one real application from submission to sealed certificates, stop again.

Exit codes: 0 the case came to its end and every certificate verified; 1 something failed, said in one sentence;
2 wrong usage; 130 interrupted.
"""

import argparse
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from types import FrameType

from rich.console import Console

from bpmn.catalogue import load_catalogue
from chain.certificates.fonts import find_fonts
from chain.clock import configured_clock
from chain.errors import ChainError
from forms.samples import NEW_INSPECTION, load_sample
from scripts.tools.demo.client import GatewayClient, Json
from scripts.tools.demo.display import CaseDisplay
from scripts.tools.demo.outputs import write_certificates, write_path_page, write_result
from scripts.tools.demo.story import Applicant, Officer, follow, paper_maker
from scripts.tools.demo.verdicts import verify_all
from scripts.tools.failure import CommandFailed
from scripts.tools.platform import Platform, Variation
from scripts.tools.setup import cache_dir, ensure_engine, ensure_web

THEME = "restaurant"
REGION = "379901"
SITUATION: Json = {"licence": "new", "fire": "inspection"}


def main(arguments: list[str] | None = None) -> int:
    """Run the demo; answers the exit code."""
    options = _parse(arguments)
    console = Console(soft_wrap=True)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        _run(options, console)
    except KeyboardInterrupt:
        console.print("已中断，启动的进程均已停止。")
        return 130
    except (CommandFailed, ChainError) as error:
        console.print(f"[bold red]演示未完成：[/bold red]{error}", highlight=False)
        return 1
    return 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/demo", description="开办餐饮店一件事：从一张表单到全部证照"
    )
    parser.add_argument("--out", type=Path, default=Path("out"), help="结果目录（默认 out/）")
    parser.add_argument("--data", type=Path, help="运行数据目录（默认用临时目录，结束后删除）")
    parser.add_argument("--keep", action="store_true", help="办结后保持运行并显示访问地址，按 Ctrl-C 停止")
    return parser.parse_args(arguments)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _run(options: argparse.Namespace, console: Console) -> None:
    home, web = ensure_engine(cache_dir()), ensure_web(cache_dir())
    data = options.data or Path(tempfile.mkdtemp(prefix="yilian-demo-"))
    platform = Platform(data, home, theme=THEME, variation=Variation(short_lived=not options.keep))
    kept = False
    try:
        platform.start(lambda line: console.print(f"· {line}", highlight=False))
        _play(platform, web, options.out, console)
        kept = options.keep
        if kept:
            _keep(platform, console)
    except BaseException:
        kept = True
        console.print(f"运行数据和日志保留在 {data}", highlight=False)
        raise
    finally:
        platform.stop()
        if not kept and options.data is None:
            shutil.rmtree(data, ignore_errors=True)


def _play(platform: Platform, web: Path, out: Path, console: Console) -> None:
    out.mkdir(parents=True, exist_ok=True)
    display = CaseDisplay(console)
    designer = GatewayClient(platform.gateway_url, platform.token("designer-demo", "designer"))
    display.report(f"流程设计人员已部署主题 {THEME}：{designer.deploy(THEME)} 个文件")
    portal = GatewayClient(platform.gateway_url, platform.token("applicant-demo", "applicant"))
    applicant = Applicant(portal, paper_maker(find_fonts().regular.path), display.report)
    officers = [
        Officer(
            b.name,
            GatewayClient(platform.gateway_url, platform.token(f"officer-{b.code}", "officer", b.code)),
            display.report,
        )
        for b in load_catalogue().bodies(REGION)
    ]
    case_no = applicant.submit(
        THEME, REGION, SITUATION, load_sample(NEW_INSPECTION, configured_clock().now().date())
    )
    case = follow(case_no, applicant, officers, display.show)
    _write(case, portal, platform, web, out, console)


def _write(
    case: Json, portal: GatewayClient, platform: Platform, web: Path, out: Path, console: Console
) -> None:
    files = write_certificates(case, portal, out)
    page = write_path_page(case, portal.get(f"/cases/{case['case_no']}/path"), web, out)
    result = write_result(case, portal.get(f"/cases/{case['case_no']}/timeline"), files, out)
    shutil.copyfile(platform.root_certificate, out / "root.der")
    if case["state"] != "completed":
        raise CommandFailed(f"办件以“{case['state_name']}”结束，未按预期办结。")
    verify_all(files, platform.root_certificate, lambda line: console.print(line, highlight=False))
    console.print(
        f"[bold green]办结。[/bold green]结果：{result}；流程图：{page}；证照：{out / 'certificates'}",
        highlight=False,
    )
    console.print(
        f"再次核验：./scripts/verify --root {out / 'root.der'} {out / 'certificates'}/*.ofd", highlight=False
    )


def _keep(platform: Platform, console: Console) -> None:
    console.print(
        f"保持运行。接口：{platform.gateway_url}（接口文档 /openapi.json）　引擎：{platform.engine.grpc_address}",
        highlight=False,
    )
    console.print(
        f"签发凭证：PYTHONPATH=. .venv/bin/python -m gateway.identity.token --data {platform.data} --sub 张三 --role applicant",
        highlight=False,
    )
    console.print("按 Ctrl-C 停止。")
    try:
        signal.pause()
    except KeyboardInterrupt:
        console.print("正在停止…")


if __name__ == "__main__":
    sys.exit(main())
