"""The passphrase over the keeper's keys: from a file, or from the environment."""

import os
from pathlib import Path

from chain.errors import ChainError

FILE_VARIABLE = "YILIAN_KEEPER_PASSPHRASE_FILE"
VARIABLE = "YILIAN_KEEPER_PASSPHRASE"


class PassphraseMissing(ChainError):
    """Neither source gives a passphrase."""

    message = f"未配置印章私钥口令，请设置{FILE_VARIABLE}（口令文件）或{VARIABLE}。"


def read_passphrase() -> bytes:
    """The passphrase, without the line feed at its end; raises :class:`PassphraseMissing`."""
    file = os.environ.get(FILE_VARIABLE)
    text = Path(file).read_text(encoding="utf-8") if file else os.environ.get(VARIABLE, "")
    passphrase = text.rstrip("\r\n").encode()
    if not passphrase:
        raise PassphraseMissing
    return passphrase
