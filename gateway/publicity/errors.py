"""What can be said against a request about publicity."""

from chain.errors import BadInput, Conflict, NotFound


class PublicationNotFound(NotFound):
    """No such record, or it is not (any more) for the public, or not of the caller's body."""

    message = "未找到该公示信息，可能尚未公示或者已经撤下。"


class PublicationWithdrawn(Conflict):
    """It was taken down before."""

    message = "该公示信息已经撤下。"


class PageUnknown(BadInput):
    """A cursor that this interface did not give out."""

    message = "翻页游标无效，请从第一页重新查询。"
