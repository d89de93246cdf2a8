"""What a chain can conclude from shared data."""

from workers.data_sharing.interfaces import Reading
from workers.data_sharing.licence_register import LicenceStatus


def in_force_under(reading: Reading, name: str) -> bool:
    """Whether one legal person was found that is in business and registered under ``name``, spaces aside."""
    if len(reading.records) != 1:
        return False
    (record,) = reading.records
    in_business = record.get("djzt") == LicenceStatus.ACTIVE.value
    return in_business and plain_name(record.get("jgmc", "")) == plain_name(name) != ""


def plain_name(name: str) -> str:
    """A name as names are compared: without spaces, with Chinese brackets."""
    return "".join(name.split()).replace("(", "（").replace(")", "）")
