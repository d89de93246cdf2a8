"""``docker/setup [--region REGION] [--folder DIR]``: make what is missing of secrets, seals and folders.

Run again it keeps what is there; with ``--renew-tokens`` it writes the tokens of workers and of the operator anew.
Exit codes: 0 done, 1 said in one sentence why not, 2 wrong usage.
"""

import argparse
import os
import secrets
import sys
from datetime import timedelta
from pathlib import Path

from bpmn.catalogue import load_catalogue
from chain.clock import configured_clock
from chain.errors import ChainError
from gateway.identity.development import DevelopmentIssuer
from scripts.tools.platform.secrets import private_file
from scripts.tools.setup import cache_dir, ensure_web, project_root
from scripts.tools.setup.progress import say
from workers.e_seal.keeper.setup import Body, set_up

IMAGE_USER = 10001
"""Who the processes run as when root runs this command; otherwise they run as the caller."""

TOKEN_LIFE = timedelta(days=30)
STATES = ("engine", "gateway", "keeper", "postgres", "prometheus")


class ComposeFolder:
    """The folder of the compose file: ``.env``, ``secrets/`` and ``state/`` in it."""

    def __init__(self, folder: Path, region: str) -> None:
        self._env, self._secrets, self._state = folder / ".env", folder / "secrets", folder / "state"
        self._bodies = load_catalogue().bodies(region)

    def prepare(self, *, renew_tokens: bool = False) -> None:
        """Make what is missing. Files are readable by the processes' user only."""
        for part in (self._secrets, *(self._state / name for name in STATES)):
            part.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._make_secrets()
        self._make_seals()
        self._make_tokens(renew_tokens)
        uid, gid = (IMAGE_USER, IMAGE_USER) if os.geteuid() == 0 else (os.getuid(), os.getgid())
        if not self._env.exists():
            self._env.write_text(f"YILIAN_UID={uid}\nYILIAN_GID={gid}\n", encoding="utf-8")
        if os.geteuid() == 0:
            self._hand_over(uid, gid)

    def _make_secrets(self) -> None:
        password = self._once("postgres_password", secrets.token_urlsafe(32))
        self._once("yilian_database_url", f"postgresql+asyncpg://yilian:{password}@postgres:5432/yilian")
        self._once("yilian_intake_password", secrets.token_urlsafe(32))
        self._once("keeper_passphrase", secrets.token_urlsafe(32))
        self._once("data_key", secrets.token_hex(32))

    def _make_seals(self) -> None:
        bodies = [Body(b.code, b.name, b.uscc, b.fictitious) for b in self._bodies]
        passphrase = (self._secrets / "keeper_passphrase").read_text(encoding="utf-8").strip().encode()
        set_up(self._state / "keeper", bodies, passphrase, configured_clock().now())

    def _make_tokens(self, renew: bool) -> None:
        issuer = DevelopmentIssuer(self._state / "gateway", configured_clock())
        wanted = {f"worker_{b.code}_token": ("worker", b.code) for b in self._bodies}
        for name, (role, body) in {**wanted, "operator_token": ("operator", None)}.items():
            if renew:
                (self._secrets / name).unlink(missing_ok=True)
            subject = f"{role}:{body}" if body else "watching"
            self._once(name, issuer.token(subject, [role], body, TOKEN_LIFE))

    def _once(self, name: str, text: str) -> str:
        """The secret of this name; made when it is not there."""
        file = self._secrets / name
        if not file.exists():
            private_file(file, text)
        return file.read_text(encoding="utf-8")

    def _hand_over(self, uid: int, gid: int) -> None:
        for top in (self._secrets, self._state):
            for path in (top, *top.rglob("*")):
                os.chown(path, uid, gid, follow_symlinks=False)


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(
        prog="docker/setup", description="生成容器运行所需的口令、密钥、印章和目录"
    )
    parser.add_argument("--region", default="379901", help="辖区（默认 379901）")
    parser.add_argument(
        "--folder", type=Path, default=project_root() / "docker", help="compose.yaml 所在目录"
    )
    parser.add_argument("--renew-tokens", action="store_true", help="重新签发工作进程和运维的访问凭证")
    options = parser.parse_args(arguments)
    try:
        ensure_web(cache_dir())
        ComposeFolder(options.folder, options.region).prepare(renew_tokens=options.renew_tokens)
    except ChainError as failure:
        say(failure.detail)
        return 1
    except OSError as failure:
        say(f"目录 {options.folder} 无法写入：{failure.strerror}。")
        return 1
    say("已就绪。启动：docker compose --file docker/compose.yaml up --detach --build")
    return 0


if __name__ == "__main__":
    sys.exit(main())
