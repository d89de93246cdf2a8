"""What can be said against archiving, and against reading what was archived."""

from chain.errors import BadInput, ChainError, Conflict, NotFound


class NotReadyToFile(Conflict):
    """The file check found something that stands in the way."""

    message = "案卷评查尚有应当整改的问题，不能归档，请整改后由系统重新评查。"


class PackageRefused(BadInput):
    """The package does not verify, or is not the one whose manifest was drawn up."""

    message = "归档信息包未通过核验，或者与登记的归档清单不一致，不予收存。"


class ContentsChanged(Conflict):
    """The package does not hold just what was read last: something changed meanwhile, or another worker read it again."""

    message = "案卷内容在组卷期间有变化，本次组成的归档信息包不予收存，系统将重新组卷。"


class NoSuchSupplement(NotFound):
    """There is no supplement of that number that is packed."""

    message = "没有这一次补充归档，或者尚未归档；有哪些补充归档见案卷评查结果。"


class NotHandedOver(NotFound):
    """The case has not been handed over to the archive, or is not one of the caller's."""

    message = "该办件尚未移交归档，或者不属于您所在的部门。"


class NotFiled(Conflict):
    """There is no package yet."""

    message = "该办件尚未归档，没有归档信息包；归档前须完成的事项见案卷评查结果。"


class OnlyInTheArchive(ChainError):
    """What was asked for was taken out of the live store after archiving."""

    status = 410
    message = "该办件已归档，原件在档案包中，如需查阅请向牵头部门申请。"
