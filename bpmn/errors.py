"""Errors of the designer's room.

ChainError
├── CatalogueError      500  a file of the catalogue is wrong: names the file and the field
├── MaterialConflict    500  two items' rules on one material that cannot both hold
├── UnknownTheme        404
├── UnknownItem         404
├── UnknownBody         404
├── UnknownRegion       422
└── DiagramRefused      422  a BPMN or form resource that is not even parsed
"""

from chain.errors import BadInput, ChainError, NotFound


class CatalogueError(ChainError):
    """A file of the catalogue does not hold; the detail names the file and each field that is wrong."""

    message = "事项目录有误，请联系流程设计人员。"


class MaterialConflict(ChainError):
    """Rules of two items on one material that no file can meet; the detail names material and items."""

    message = "事项之间对同一材料的要求相互冲突，请联系流程设计人员。"


class UnknownTheme(NotFound):
    """No theme of that key."""

    message = "没有这个主题，请从主题列表中选择。"


class UnknownItem(NotFound):
    """No item of that key, or not in this theme."""

    message = "没有这个事项，请核对事项编码。"


class UnknownBody(NotFound):
    """No body of that code."""

    message = "没有这个实施主体，请核对编码。"


class UnknownRegion(BadInput):
    """A region that the theme is not offered in."""

    message = "该地区尚未开通此主题，请重新选择地区。"


class DiagramRefused(BadInput):
    """A resource that is refused before its content is looked at."""

    message = "流程图文件不符合要求，未予接收。"
