"""What can go wrong with the store."""

from chain.errors import ChainError, TemporarilyUnavailable


class StoreBusy(TemporarilyUnavailable):
    """The store could not be written within its time limit."""

    message = "系统正在处理较多业务，请稍后重试。"


class DataKeyInvalid(ChainError):
    """The data key file is missing, damaged, or not the one the data were encrypted with."""

    message = "数据密钥不可用，请联系运维人员。"


class DataDamaged(ChainError):
    """An encrypted value or file does not decrypt: it was changed, moved, or belongs to another key."""

    message = "存储的数据未通过完整性校验，请联系运维人员。"


class FileMissing(ChainError):
    """A file that the store refers to is not in the folder of files."""

    message = "所需文件缺失，请联系运维人员。"


class AuditBroken(ChainError):
    """The chain of hashes over the audit log does not hold."""

    message = "审计日志校验未通过，请联系运维人员。"


class SchemaOutdated(ChainError):
    """The database is not at the revision that this code needs."""

    message = "数据库结构与程序版本不一致，请先升级数据库。"
