"""What can be said against a request about annotated copies."""

from chain.errors import BadInput, Conflict, NotFound


class CopyNotFound(NotFound):
    """No such copy of the certificate."""

    message = "未找到该加注件，请核对编号。"


class CopyNotSealed(Conflict):
    """The copy waits for its seal, or will not be made any more."""

    message = "该加注件尚未加盖电子印章，请稍后再试。"


class CertificateDoesNotCount(Conflict):
    """A copy is made of what counts today only."""

    message = "该证照目前不是有效状态，不能制作加注件。"


class TooManyCopies(Conflict):
    """More copies in a day than anybody needs."""

    message = "今天为该证照制作的加注件已达上限，请明天再申请。"


class CopyRefused(BadInput):
    """The sealed file does not verify, or is not the copy that was ordered."""

    message = "签章后的加注件未通过验证，或与申请的内容不一致。"
