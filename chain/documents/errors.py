"""Errors of documents, beneath the project's tree."""

from chain.errors import BadInput


class MalformedPageData(BadInput):
    """Page data that cannot be read."""

    message = "文书数据格式不正确。"
