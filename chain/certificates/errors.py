"""Errors of certificates, beneath the project's tree."""

from chain.errors import BadInput, ChainError, FieldProblems, NotFound, TemporarilyUnavailable


class UnknownTemplate(NotFound):
    """No certificate template has this key."""

    message = "没有该种证照的模板。"


class UnknownCertificateType(NotFound):
    """There is no certificate type of this key."""

    message = "没有该种证照类型。"


class CertificateTypeInvalid(ChainError):
    """A file of a certificate type cannot be used."""

    message = "证照类型文件有误，请核对后重新发布。"

    @classmethod
    def of(cls, name: str, problem: str) -> "CertificateTypeInvalid":
        """Says in which file, and what is wrong there."""
        return cls(f"证照类型文件 {name} 有误：{problem}。")


class CertificateDataIncomplete(FieldProblems):
    """Fields that the template shows are missing."""

    message = "制证所需的照面信息不完整，请按提示补充。"


class ContentDoesNotFit(BadInput):
    """Text is too long for its place even at the smallest size that can be read."""

    message = "照面内容过长，无法完整排入证照，请精简后重试。"


class FontsMissing(TemporarilyUnavailable):
    """The typefaces of the certificates are not installed."""

    message = "未找到证照字体（Noto Serif SC），请先运行安装命令，或用环境变量YILIAN_FONT_DIR指定字体目录。"
