"""Errors of archive packages, beneath the project's tree."""

from chain.errors import BadInput, TooLarge


class MalformedPackage(BadInput):
    """The file is no archive package, or not as it was written."""

    message = "文件不是归档信息包，或者归档后被改动、损坏。"


class PackageTooLarge(TooLarge):
    """The package or the number of its files is beyond the limit."""

    message = "归档信息包过大或者内含文件过多，无法处理。"
