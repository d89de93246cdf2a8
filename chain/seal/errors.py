"""Errors of seals, beneath the project's tree."""

from chain.errors import BadInput, ChainError, TemporarilyUnavailable


class MalformedSeal(BadInput):
    """Bytes that are no seal or seal signature of GB/T 38540-2020 (V4) or GM/T 0031 (V1, V5)."""

    message = "电子印章或签章数据的结构不符合GB/T 38540—2020，也不符合GM/T 0031。"


class SignatureNotTheirs(ChainError):
    """What came back from a signer elsewhere is no signature of its certificate's key over what was asked."""

    message = "签名服务返回的签名与签章人证书不符，请联系运维人员核查。"


class TokenAway(TemporarilyUnavailable):
    """The hardware module does not answer, or is not unlocked."""

    message = "密码机未连接或者未登录，请检查后重试。"
