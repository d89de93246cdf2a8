"""What kinds of matters there are, and the room that looks after each."""

from enum import StrEnum


class MatterKind(StrEnum):
    """One kind of matter; its value begins the numbers of such matters."""

    HOLD = "ZT"
    """暂停办理: the applicant says whether the others go on."""
    INSPECTION = "KY"
    """联合勘验: appointment and record."""
    DELIVERY = "SD"
    """送达 of a result."""
    PUBLICITY = "GS"
    """信息公示 of a decision."""
    RENEWAL = "YX"
    """延续 that was asked for."""
    SUSPENSION = "ZK"
    """暂扣 whose term ends."""
    RATING = "PJ"
    """好差评: a bad rating that is followed up, or a rating that may still be given."""
    ARCHIVE = "GD"
    """归档: file check, package, reduction."""
