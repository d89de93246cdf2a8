"""Errors of certificates, beneath the project's tree."""

from chain.errors import BadInput, FieldProblems, NotFound, TemporarilyUnavailable


class UnknownTemplate(NotFound):
    """No certificate template has this key."""

    message = "没有该种证照的模板。"


class CertificateDataIncomplete(FieldProblems):
    """Fields that the template shows are missing."""

    message = "制证所需的照面信息不完整，请按提示补充。"


class ContentDoesNotFit(BadInput):
    """Text is too long for its place even at the smallest size that can be read."""

    message = "照面内容过长，无法完整排入证照，请精简后重试。"


class FontsMissing(TemporarilyUnavailable):
    """The typefaces of the certificates are not installed."""

    message = "未找到证照字体（Noto Serif SC），请先运行安装命令，或用环境变量YILIAN_FONT_DIR指定字体目录。"
