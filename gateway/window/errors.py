"""What can be said against a command of the window."""

from chain.errors import Conflict, NotFound, NotPermitted


class NotLedHere(NotPermitted):
    """The theme is led by another body in this region: its window takes the application."""

    message = "该主题由其他实施主体牵头，请引导申请人到牵头单位的窗口或者网上提交。"


class DecidesNot(NotPermitted):
    """A decision on an instant item is an officer's."""

    message = "当场办结须由具有经办权限的人员作出决定，请由经办人员办理或者不填写办理结论。"


class NotAtWindow(Conflict):
    """A case that came in online is in nobody's hands at the window."""

    message = "该办件由申请人网上办理，没有经办窗口，不需要移交。"


class NotInYourHands(Conflict):
    """The case is handed over by whoever has it, or taken over by whoever goes on with it."""

    message = "该办件由其他窗口人员经办，只能由其移交，或者由您本人接办。"


class PaperNotFound(NotFound):
    """No such paper, or not one of a case that the clerk's body leads."""

    message = "未找到该纸质材料，请核对编号。"


class PaperIsBack(Conflict):
    """The applicant has the paper again."""

    message = "该纸质材料已经退还申请人，不能再登记流转；重新收取的请另行登记。"
