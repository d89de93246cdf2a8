"""Why a backup is not made or not restored; each says in Chinese what to do."""

from chain.errors import BadInput, ChainError, Conflict


class DataInUse(Conflict):
    """A process still works on the data folder."""

    message = "数据目录正在使用，请先停止全部进程。"


class NotBackedUp(ChainError):
    """The data folder does not hold what a backup needs."""

    message = "数据目录不完整，未做备份。"


class MixedPair(Conflict):
    """Store and engine, or data and keys, are not of one kin."""

    message = "数据库与流程引擎数据不属于同一套，不能一起备份或恢复。"


class ArchiveDamaged(BadInput):
    """The archive is not what was written."""

    message = "备份文件已损坏或被改动，不能使用。"


class TargetNotEmpty(Conflict):
    """A restore never overwrites."""

    message = "恢复的目标目录不是空目录，请另选一个目录。"
