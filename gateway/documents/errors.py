"""What can be said against a request about documents."""

from chain.errors import BadInput, Conflict, NotFound


class DocumentNotFound(NotFound):
    """No such document, or not one that the caller may see."""

    message = "未找到该文书，请核对办件编号和文书编号。"


class PageNotFound(NotFound):
    """The document has fewer pages."""

    message = "该文书没有这一页。"


class DocumentNotSealed(Conflict):
    """The file is not there yet; the page data are."""

    message = "该文书正在制作，尚未加盖电子印章，可先查看文书内容，稍后再下载。"


class DocumentNotYourTurn(Conflict):
    """Of a joint document, whose bodies seal one after the other."""

    message = "该文书由多个机关依次盖章，尚未轮到本机关。"


class DocumentNeedsNoSeal(Conflict):
    """Nobody seals this document: it is the applicant's own paper."""

    message = "该文书由申请人签署，不加盖机关印章，没有版式文件，请直接查看文书内容。"


class DocumentRefused(BadInput):
    """The file does not verify, or is not the drafted document under the right seal."""

    message = "签章后的文书未通过验证：内容应与登记的一致，并加盖出具机关的规定印章。"
