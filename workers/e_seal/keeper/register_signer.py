"""What the installation itself states (its status list) is signed here too: with the register's key, for the register's token.

tokens/register.token        the token, handed to the gateway
authority/register.sha256    its digest, all that the keeper compares with
"""

import hmac
import secrets
from pathlib import Path

from chain.errors import NotAuthenticated
from workers.e_seal.keeper.files import write_private
from workers.e_seal.keeper.vault import token_hash


def give_token(folder: Path) -> None:
    """Make the register's token where there is none."""
    file = folder / "tokens" / "register.token"
    if not file.exists():
        token = secrets.token_urlsafe(32)
        write_private(_digest_file(folder), token_hash(token).encode())
        write_private(file, token.encode())


def require_token(folder: Path, token: str) -> None:
    """Raises :class:`NotAuthenticated` unless the token is the register's."""
    file = _digest_file(folder)
    stored = file.read_text(encoding="ascii") if file.exists() else ""
    if not hmac.compare_digest(stored, token_hash(token)):
        raise NotAuthenticated("登记签名凭据无效，请向印章保管系统管理员申请。")


def _digest_file(folder: Path) -> Path:
    return folder / "authority" / "register.sha256"
