"""What can go wrong while the parts are fetched."""

from chain.errors import ChainError


class SetupFailed(ChainError):
    """A part could not be fetched, checked or unpacked; the Chinese detail says what to do."""

    status = 503
    message = "运行所需的部件未能准备好，请检查网络后重新运行。"


class DigestMismatch(SetupFailed):
    """A fetched file is not the one this project was tested on; it has been removed."""

    message = "下载的文件与锁定的校验值不一致，已删除；请检查镜像设置后重试。"
