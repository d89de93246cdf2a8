"""States of a publication."""

from enum import StrEnum


class PublicationState(StrEnum):
    """Written with the decision, shown to the public once it is made out, taken down when it no longer stands."""

    PENDING = "pending"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return {"pending": "待公示", "published": "已公示", "withdrawn": "已撤下"}[self.value]
