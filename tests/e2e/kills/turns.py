"""Whose turn it is to seal a joint document after another body, as the proxies learn it from what the engine is told."""

import json


class Turns:
    """The turns behind the leading body's: a document's first message names that body, each later one the next.

    Used by the proxies alone, on their thread.
    """

    def __init__(self) -> None:
        self._leading: dict[str, str] = {}

    def told(self, document: str, variables: str) -> bool:
        """The engine is told of a turn: whether of one behind the leading body's. ``document`` is ``case_no/document_no``."""
        body = str(json.loads(variables)["body"])
        return self._leading.setdefault(document, body) != body

    def is_next(self, case_no: str, document_no: str, body: str) -> bool:
        """Whether ``body`` seals what another sealed before."""
        return self._leading.get(f"{case_no}/{document_no}", body) != body
