"""Errors of OFD files, beneath the project's tree."""

from chain.errors import BadInput, Conflict, TooLarge


class MalformedOfd(BadInput):
    """The file is not an OFD, or breaks its rules."""

    message = "文件不是有效的OFD版式文件，或已损坏。"


class OfdTooLarge(TooLarge):
    """The file, one of its parts, or their number is beyond the limit."""

    message = "OFD文件过大或内含文件过多，无法处理。"


class MissingGlyph(BadInput):
    """The typeface has no glyph for a character, so that it would not be seen."""

    message = "内容中有当前字库无法显示的字符，请核对是否为生僻字或特殊符号。"


class OfdLocked(Conflict):
    """An earlier seal locked the file: no further one may be added."""

    message = "该文件已加盖锁定签章，不能再次加盖。"


class SealNotUsable(Conflict):
    """The seal does not list the signer's certificate, or is not valid now."""

    message = "该电子印章当前不可用，请核对印章的有效期和签章人证书。"


class SignatureNotAccepted(BadInput):
    """What came back from the keeper is not the signer's signature over this file."""

    message = "签名值与待签文件不符，签章未完成。"
