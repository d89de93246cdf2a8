"""What the intake refuses; the exporter waits and sends the same batch again."""

from chain.errors import BadInput


class BatchUnreadable(BadInput):
    """The body is not a batch of the exporter: nothing in it says where its records stand in the log."""

    message = "记录批次格式不符，未写入。"
