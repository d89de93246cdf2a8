"""Errors of seals, beneath the project's tree."""

from chain.errors import BadInput


class MalformedSeal(BadInput):
    """Bytes that are no seal or seal signature of GB/T 38540-2020 (V4) or GM/T 0031 (V1, V5)."""

    message = "电子印章或签章数据的结构不符合GB/T 38540—2020，也不符合GM/T 0031。"
