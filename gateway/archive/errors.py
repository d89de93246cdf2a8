"""What can be said against archiving, and against reading what was archived."""

from chain.errors import BadInput, ChainError, Conflict, NotFound


class NotReadyToFile(Conflict):
    """The file check found something that stands in the way."""

    message = "案卷评查尚有应当整改的问题，不能归档，请整改后由系统重新评查。"


class PackageRefused(BadInput):
    """The package does not verify, or is not the one whose manifest was drawn up."""

    message = "归档信息包未通过核验，或者与登记的归档清单不一致，不予收存。"


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
