"""Errors of the cryptography, beneath the project's tree."""

from chain.errors import BadInput, ChainError, TooLarge


class CryptoFailure(ChainError):
    """A cryptographic operation failed inside the library."""

    message = "密码运算失败，请联系运维人员。"


class Sm2Unavailable(ChainError):
    """No libcrypto (OpenSSL 3) with SM2 was found."""

    status = 503
    message = "本机未找到支持国密SM2算法的OpenSSL 3加密库（libcrypto），请安装OpenSSL 3.0及以上版本后重试。"


class MalformedKey(BadInput):
    """A key is not an SM2 key in the expected encoding."""

    message = "密钥格式不正确，应为SM2密钥。"


class MalformedCertificate(BadInput):
    """A certificate cannot be read, or is not one of SM2."""

    message = "数字证书格式不正确，应为SM2数字证书。"


class MalformedDer(BadInput):
    """Bytes that are not DER, or of a size, depth or number of elements that nothing here has."""

    message = "数据的ASN.1（DER）编码不合规。"


class TooMuchDer(TooLarge):
    """All that was read for one file together has more elements than any file has; no fault of the piece at hand."""

    message = "文件内的签章、证书和时间戳过大，无法处理。"


class WrongPassphrase(BadInput):
    """A key container does not open: wrong passphrase or damaged file."""

    message = "私钥文件无法打开：口令不正确，或文件已损坏。"
