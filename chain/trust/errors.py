"""Errors of trust, beneath the project's tree."""

from chain.errors import BadInput, TemporarilyUnavailable


class MalformedEvidence(BadInput):
    """Bytes that are none of the kinds of evidence."""

    message = "所附的证书状态或时间证据无法读取。"


class MalformedRevocationList(MalformedEvidence):
    """Bytes that are no revocation list (CRL) that can be used here."""

    message = "证书吊销列表（CRL）格式不正确。"


class MalformedOcspResponse(MalformedEvidence):
    """Bytes that are no answer on the status of certificates (OCSP), or one that answers nothing."""

    message = "证书状态应答（OCSP）格式不正确，或未给出应答。"


class MalformedTimestamp(MalformedEvidence):
    """Bytes that are no time stamp token."""

    message = "时间戳的结构不符合RFC 3161。"


class TimestampNotGiven(TemporarilyUnavailable):
    """The time stamp authority refused, or what it answered is not what was asked for."""

    message = "时间戳服务没有给出有效的时间戳，请稍后重试。"
