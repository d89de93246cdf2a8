"""What a chain can conclude from shared data."""

from chain.sharing import IN_BUSINESS
from workers.data_sharing.interfaces import Reading


def in_force_under(reading: Reading, name: str) -> bool:
    """Whether one legal person was found that is in business and registered under ``name``, spaces aside."""
    if len(reading.records) != 1:
        return False
    (record,) = reading.records
    in_business = record.get("djzt") == IN_BUSINESS
    return in_business and plain_name(record.get("jgmc", "")) == plain_name(name) != ""


def plain_name(name: str) -> str:
    """A name as names are compared: without spaces, with Chinese brackets."""
    return "".join(name.split()).replace("(", "（").replace(")", "）")
