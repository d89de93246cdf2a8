"""Every free-text field of the interface: planted with a mark by the stories here, or ours with the reason why.

``PLANTED`` names for each operation the fields that a person writes freely; each of them has a mark of its own
(:func:`mark`). ``OURS`` names, for whatever operation, the fields whose values this system gave, or the catalogue, so
that nothing personal stands in them unless by mistake; mistakes are planted too (``mistakes``).
"""

from typing import Final

TEXT, ASCII, PHONE = "密印此处", "MIYIN7713-", "77135521-"
ACCOUNT, KEY = "YISUB7713-", "YIDEM7713-"
PREFIXES: Final = {"a text": TEXT, "a code": ASCII, "an address": ASCII.lower(), "a phone": PHONE}
"""What the marks of the table begin with: searched for in place of each of them, all the same finding."""

KEPT_IN_STORE: Final = {"an account": ACCOUNT, "a key of a request": KEY}
"""Who the identity provider says somebody is, and the portal's own key of a request: the store keeps both, nobody else."""

MOBILE = "13977135521"
NUMBERS: Final = {"a mobile": MOBILE}
"""Marks that can have no beginning in common with others."""

_DELIVERY = ("delivery.address.receiver", "delivery.address.phone", "delivery.address.address")
PLANTED: Final[dict[str, tuple[str, ...]]] = {
    "POST /files": ("file",),
    "POST /cases": ("form", "undertaking.name", *_DELIVERY),
    "POST /cases/{case_no}/supplements": ("form", "undertaking.name"),
    "POST /cases/{case_no}/withdrawal": ("reason",),
    "POST /cases/{case_no}/items/{item}/withdrawal": ("reason",),
    "POST /cases/{case_no}/hold": ("reason",),
    "POST /cases/{case_no}/obligations/{obligation_no}/check": ("note",),
    "POST /cases/{case_no}/obligations/{obligation_no}/mended": ("note",),
    "PUT /me/contacts": ("sms", "email"),
    "PUT /cases/{case_no}/delivery": ("address.receiver", "address.phone", "address.address"),
    "POST /window/deliveries/{case_no}/{delivery_no}/handout": ("receiver.name", "note"),
    "POST /cases/{case_no}/deliveries/{delivery_no}/postings": ("carrier", "tracking_no"),
    "POST /cases/{case_no}/deliveries/{delivery_no}/postings/outcome": ("receiver", "reason"),
    "POST /cases/{case_no}/inspections": ("place",),
    "POST /cases/{case_no}/inspections/{inspection_no}/confirmation": ("wish",),
    "POST /cases/{case_no}/inspections/{inspection_no}/participants": ("officers",),
    "POST /cases/{case_no}/inspections/{inspection_no}/findings": ("findings.note",),
    "POST /cases/{case_no}/ratings": ("comment",),
    "POST /cases/{case_no}/ratings/{item}/supplement": ("comment",),
    "POST /ratings": ("comment",),
    "POST /ratings/{rating_id}/verification": ("note",),
    "POST /ratings/{rating_id}/mending": ("note",),
    "POST /ratings/{rating_id}/answer": ("text",),
    "POST /ratings/{rating_id}/appeal": ("note",),
    "POST /ratings/{rating_id}/review": ("note",),
    "POST /window/cases/{case_no}/ratings/code": ("window",),
    "POST /window/cases": ("form", "undertaking.name", "applicant.account", "decisions.opinion", *_DELIVERY),
    "POST /window/cases/{case_no}/supplements": ("form", "undertaking.name"),
    "POST /window/cases/{case_no}/inspections/{inspection_no}/confirmation": ("wish",),
    "POST /window/cases/{case_no}/withdrawal": ("reason",),
    "POST /window/cases/{case_no}/items/{item}/withdrawal": ("reason",),
    "POST /window/cases/{case_no}/handover": ("to",),
    "POST /window/cases/{case_no}/applicant": ("account",),
    "POST /window/cases/{case_no}/papers": ("place",),
    "POST /window/papers/{paper_id}/moves": ("place",),
    "POST /mandates": ("agent", "agent_name", "scope.systems.name"),
    "POST /mandates/{mandate_no}/resignation": ("reason",),
    "POST /mandates/{mandate_no}/revocation": ("reason",),
    "POST /cases/{case_no}/items/{item}/assistance": ("system.name", "done", "receipt_no"),
    "POST /tasks/{task_key}/decision": (
        "opinion", "basis", "where", "gaps.what", "gaps.how", "findings.note",
    ),
    "POST /cases/{case_no}/items/{item}/acts": ("reason",),
    "POST /cases/{case_no}/items/{item}/aftercare": ("changes", "reason", "penalty_no"),
    "POST /cases/{case_no}/items/{item}/requests": ("changes", "reason"),
    "POST /cases/{case_no}/items/{item}/requests/{request_no}/decision": ("opinion",),
    "POST /cases/{case_no}/documents/{document_no}/correction": (
        "corrections.wrong", "corrections.right", "reason",
    ),
    "POST /certificates/{identifier}/correction": ("corrections.wrong", "corrections.right", "reason"),
    "POST /certificates/{identifier}/copies": ("purpose", "recipient"),
    "POST /certificates/verification": ("file",),
    "POST /v": ("file",),
    "GET /v/{identifier}": ("t",),
    "GET /publicity": ("q",),
    "POST /publicity/{number}/withdrawal": ("reason",),
    "PUT /calendar/days/{day}": ("basis",),
    "POST /sharing/v1/applications": ("purpose", "legal_basis"),
    "POST /sharing/v1/applications/{grant_no}/decision": ("reason",),
    "POST /sharing/v1/applications/{grant_no}/withdrawal": ("reason",),
    "POST /sharing/v1/applications/{grant_no}/revocation": ("reason",),
    "POST /sharing/v1/licences/query": ("purpose", "case_ref", "holder_code", "number"),
    "POST /sharing/v1/legal-persons/query": ("purpose", "case_ref", "uscc"),
    "POST /worker/cases/{case_no}/items/{item}/precheck": ("gaps.what", "gaps.how"),
    "POST /worker/cases/{case_no}/items/{item}/check": ("reason",),
    "POST /worker/cases/{case_no}/items/{item}/verification": ("register",),
    "POST /worker/cases/{case_no}/items/{item}/shared-readings": ("source",),
}  # fmt: skip

_NUMBER = "a number that this system gave; no other is accepted"
_KEYWORD = "a code of the catalogue; no other is accepted"
OURS: Final[dict[str, str]] = {
    **dict.fromkeys(
        (
            "case_no", "scope.case_nos", "copy_no", "delivery_no", "document_no", "file_id", "materials.file_id", "file_ids",
            "document_file_id", "receipt_file_id", "grant_no", "identifier", "certificate", "materials.certificate",
            "inspection_no", "key", "mandate_no", "Mandate", "matter_no", "notice_no", "number", "obligation_no",
            "paper_id", "rating_id", "request_no", "task_key", "code", "query_no", "cursor",
        ),
        _NUMBER,
    ),
    **dict.fromkeys(
        (
            "item", "items", "decisions.item", "findings.item", "theme", "scope.themes", "region", "situation", "body",
            "agent_body", "provider", "fields", "material", "materials.material", "tolerances.material",
            "commitments.material", "gaps.target", "scope", "type_code", "process", "licence.material",
            "licence.type_code", "licence.identifier", "licence.status",
        ),
        _KEYWORD,
    ),
    "Idempotency-Key": "the portal's own key; every request of the stories carries a mark in it (KEY)",
    "If-None-Match": "what the answer before was called; compared, never kept; planted by mistake",
    "digest": "the digest of a file or of an answer, in hex",
    "delivery.address.postcode": "six digits of a post office",
    "address.postcode": "six digits of a post office",
    "commit": "the name of a commit of the designer's sources, in hex",
    "resources": "a designer's diagrams and forms, which the engine is there to hold",
    "message": "the name of a message in an integrator's diagram",
    "correlation_key": "an integrator's key; by contract (docs/architecture.md) it says nothing about a person",
    "variables": "an integrator's variables, which the engine is there to hold; they are the search's control",
    "(body)": "what a worker of ours made of the case: an archive or a sealed file, which rest encrypted",
}  # fmt: skip

_COUNTER = "where a counter or a shelf is"
_SYSTEM = "the name of a system, a register or a service of the state"
_GRANT = "what bodies tell each other about a use of data; holders may read it"
IN_THE_CLEAR: Final[dict[tuple[str, str], str]] = {
    ("POST /window/cases/{case_no}/ratings/code", "window"): _COUNTER,
    ("POST /window/cases/{case_no}/papers", "place"): _COUNTER,
    ("POST /window/papers/{paper_id}/moves", "place"): _COUNTER,
    ("POST /mandates", "scope.systems.name"): _SYSTEM,
    ("POST /cases/{case_no}/items/{item}/assistance", "system.name"): _SYSTEM,
    ("POST /worker/cases/{case_no}/items/{item}/verification", "register"): _SYSTEM,
    ("POST /worker/cases/{case_no}/items/{item}/shared-readings", "source"): _SYSTEM,
    ("POST /cases/{case_no}/items/{item}/aftercare", "penalty_no"): "the number of a document, as those of all documents",
    ("PUT /calendar/days/{day}", "basis"): "an ordinance about a day",
    ("POST /sharing/v1/applications", "purpose"): _GRANT,
    ("POST /sharing/v1/applications", "legal_basis"): _GRANT,
    ("POST /sharing/v1/applications/{grant_no}/decision", "reason"): _GRANT,
    ("POST /sharing/v1/applications/{grant_no}/withdrawal", "reason"): _GRANT,
    ("POST /sharing/v1/applications/{grant_no}/revocation", "reason"): _GRANT,
    ("POST /sharing/v1/licences/query", "purpose"): _GRANT,
    ("POST /sharing/v1/licences/query", "case_ref"): "a case's number at the body that asks",
    ("POST /sharing/v1/legal-persons/query", "purpose"): _GRANT,
    ("POST /sharing/v1/legal-persons/query", "case_ref"): "a case's number at the body that asks",
}  # fmt: skip
"""What rests unencrypted, in the store and nowhere else, and why that is nobody's personal data."""

_SPECIAL: Final = {
    "sms": MOBILE,
    "phone": PHONE,
    "email": ASCII.lower(),
    **dict.fromkeys(("tracking_no", "case_ref", "penalty_no", "holder_code", "uscc", "number", "t"), ASCII),
    **dict.fromkeys(("agent", "account", "to"), ACCOUNT),
}
_NUMERALS = str.maketrans("0123456789", "零一二三四五六七八九")
_ALL: Final = [(operation, field) for operation, fields in PLANTED.items() for field in fields]


def mark(operation: str, field: str) -> str:
    """The mark of a field; KeyError for one that the table does not plant."""
    number = f"{_ALL.index((operation, field)):03d}"
    beginning = _SPECIAL.get(field.rpartition(".")[2], TEXT)
    if beginning == MOBILE:
        return MOBILE
    if field == "email":
        return f"{beginning}{number}@example.org"
    return beginning + (number.translate(_NUMERALS) if beginning == TEXT else number)


def planted() -> list[tuple[str, str]]:
    """Every field that is planted, with its operation."""
    return list(_ALL)
