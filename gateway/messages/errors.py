"""What can be said against a request about messages."""

from chain.errors import NotFound


class MessageNotFound(NotFound):
    """No such message, or not one of the caller's."""

    message = "未找到该消息，请刷新消息列表。"
