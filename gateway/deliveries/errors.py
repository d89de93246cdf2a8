"""What can be said against a request about deliveries."""

from chain.errors import BadInput, Conflict, NotFound


class DeliveryNotFound(NotFound):
    """No such delivery in the case, or not one of the caller's body."""

    message = "未找到该送达事务，请核对办件编号和送达编号。"


class DeliveryDone(Conflict):
    """What it hands over has been received."""

    message = "该送达已经完成，不能再次登记；送达情况见送达回证。"


class DeliverySent(Conflict):
    """It is on its way: the post's answer comes first."""

    message = "文书和证照已经寄出，请先登记邮寄结果；退回的可以改由其他方式送达。"


class DeliveryNotSent(Conflict):
    """There is no posting whose outcome could be noted."""

    message = "该送达没有在途的邮件，请先登记寄出。"


class DeliveryNotReady(Conflict):
    """Not everything that it hands over is made out and sealed yet."""

    message = "需要送达的文书或者证照尚未全部制作完成，请稍后再办理。"


class NothingToDeliver(Conflict):
    """The item's documents and certificates were delivered before, or there are none."""

    message = "该事项没有尚未送达的文书或者证照。"


class AddressMissing(BadInput):
    """The post needs an address."""

    message = "申请人没有填写邮寄地址，不能邮寄；请联系申请人补填地址，或者改由窗口领取。"


class DeliveryMoment(BadInput):
    """A delivery lies between the act that is delivered and now."""

    message = "送达时间应在该事项办结之后，且不晚于当前时间。"
