"""What can be said against a request about certificates."""

from chain.errors import BadInput, Conflict, NotFound, TooLarge


class CertificateNotFound(NotFound):
    """No such certificate, or not one of the caller's."""

    message = "未找到该证照，请核对证照标识。"


class NotYetSealed(NotFound):
    """The certificate is allocated but not sealed."""

    message = "该证照正在制作，尚未加盖电子印章，请稍后再试。"


class NoCertificateHere(Conflict):
    """The item ends without a certificate."""

    message = "该事项不制发证照。"


class NotGranted(Conflict):
    """A certificate is issued for what was granted only."""

    message = "该事项尚未作出准予决定，不能制发证照。"


class CertificateStopped(Conflict):
    """The item ended, or a decision that the certificate rests on was revoked."""

    message = "该事项已经终止办理，或者所依据的决定已被撤销，不再制发证照。"


class StatusNotPossible(Conflict):
    """The status table of the certificate's type does not lead there."""

    message = "该种证照当前的状态不能这样变更，请核对证照类型的状态表。"

    @classmethod
    def of(cls, name: str, event: str) -> "StatusNotPossible":
        """Says which type does not allow what."""
        return cls(f"“{name}”当前的状态不能办理“{event}”，请核对该证照类型的状态表。")


class BusinessUnknown(Conflict):
    """The business has no USCC yet: neither founded in this chain nor verified."""

    message = "经营主体尚未取得或核验统一社会信用代码，不能制发证照。"


class OriginalRefused(BadInput):
    """The file is not the certificate that was allocated."""

    message = "证照文件与已分配的证照标识或照面信息不一致。"


class OriginalMissing(Conflict):
    """The unsealed file has not been stored yet."""

    message = "证照原件尚未提交，不能提交签章后的文件。"


class SealedRefused(BadInput):
    """The sealed file does not verify, or is not the original with a seal."""

    message = "签章后的证照文件未通过验证，或与证照原件不一致。"


class OfdTooLarge(TooLarge):
    """An OFD beyond the limit."""

    message = "版式文件过大，不超过 8 MB。"
