"""Certificates of a filled store: found by their holder, type and identifier, with their history and who looked at them."""

from collections.abc import Callable, Iterator, Mapping

from bpmn.catalogue import Catalogue
from chain.identifiers import CertificateIdentifier
from chain.sharing import Resource
from gateway.sharing.catalogue import resource
from gateway.sharing.states import GrantState
from scripts.tools.bench.filling_templates import CASES, ENDED_AT, JOINT, Columns, insert, template

READER = "fire_379901"
"""The body that was granted the use of every provider's licences."""
PURPOSE = "办理消防审批事项核验证照"
SERIES = 1_000_000_000
"""What was shared before has its numbers from here on: those that the store gives out itself begin at 1."""
_MADE = "c.identifier IS NOT NULL"
_FACE: Mapping[str, object] = {
    "type_name": "行业综合许可证",
    "number": "示例",
    "holder": {"name": "示例饭店", "code": "", "code_type": "001"},
    "issued": "2026-01-01",
    "effective": "2026-01-01",
    "expires": None,
    "verification_url": "http://127.0.0.1/v/",
    "fields": {},
    "licences": [],
}


def holder_code(applicant: str) -> str:
    """The code under which an applicant's certificates are found."""
    return f"HOLDER{applicant.rpartition('-')[2]}"


def token_of(identifier: str) -> str:
    """What the QR code of a certificate shows besides its address."""
    return f"token-{identifier[-24:]}"


def grant_no(region: str) -> str:
    """The grant under which :data:`READER` asks for what the region's approval office issued."""
    return f"SQ{region}"


def certificates(
    catalogue: Catalogue, secret: Callable[[str, object, int], str]
) -> Iterator[tuple[str, str]]:
    """Name of the table and the statement that fills it; ``secret`` makes the ciphertext of a column (place, content, size)."""
    yield insert("certificates", _certificate(catalogue, secret), CASES, _MADE)
    event = {
        "identifier": "c.identifier",
        "seq": "1",
        "event": "'issued'",
        "at": ENDED_AT,
        "actor": "'worker:approval'",
        "body": "'approval_' || c.region",
    }
    yield insert("certificate_events", event, CASES, _MADE)
    yield from _shared(catalogue)


def _certificate(catalogue: Catalogue, secret: Callable[[str, object, int], str]) -> Columns:
    issuer = catalogue.body(f"approval_{min(catalogue.regions())}")
    face = {
        **_FACE,
        "identifier": str(CertificateIdentifier.build(JOINT, issuer.uscc, "1")),
        "issuer": {"name": issuer.name, "code": issuer.uscc, "fictitious": issuer.fictitious},
    }
    return {
        "identifier": "c.identifier",
        "case_no": "c.case_no",
        "item": "'industry_permit'",
        "body": "'approval_' || c.region",
        "version": "1",
        "type_code": f"'{JOINT}'",
        "template": "'industry_permit'",
        "name": "'行业综合许可证'",
        "number": "'number ' || c.n",
        "holder": secret("certificates.holder", "示例饭店", 0),
        "holder_key": "c.holder_key",
        "data": secret("certificates.data", face, 600),
        "state": "'sealed'",
        "status": "'valid'",
        "public_token": "c.public_token",
        "allocated_at": ENDED_AT,
        "issued_on": "'2026-01-01'",
        "sealed_at": ENDED_AT,
    }


def _shared(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """A use in force for each region, and one look at each certificate."""
    granted = {
        "grant_no": "'SQ' || t.region",
        "resource": f"'{Resource.LICENCES.value}'",
        "body": f"'{READER}'",
        "provider": "'approval_' || t.region",
        "purpose": f"'{PURPOSE}'",
        "legal_basis": "'《中华人民共和国消防法》'",
        "fields": f"'{_all_fields()}'",
        "daily_quota": "1000000000",
        "until": "'2099-12-31'",
        "state": f"'{GrantState.GRANTED.value}'",
        "applied_at": "0",
        "decided_at": "0",
    }
    regions = template(("region",), [(region,) for region in sorted(catalogue.regions())])
    yield insert("sharing_grants", granted, f"{regions} t")
    query = {
        "id": f"c.n + {SERIES}",
        "query_no": "'CX' || c.n",
        "grant_no": "'SQ' || c.region",
        "resource": f"'{Resource.LICENCES.value}'",
        "body": f"'{READER}'",
        "actor": "'officer'",
        "role": "'officer'",
        "case_ref": "'XF' || c.n",
        "asked_by": "'identifier'",
        "at": ENDED_AT,
        "records": "1",
        "digest": "'digest ' || c.n",
    }
    yield insert("sharing_queries", query, CASES, _MADE)
    looked = {
        "id": f"c.n + {SERIES}",
        "query": f"c.n + {SERIES}",
        "identifier": "c.identifier",
        "case_no": "c.case_no",
        "fields": f"'{_all_fields()}'",
        "digest": "'digest ' || c.n",
    }
    yield insert("sharing_lookups", looked, CASES, _MADE)


def _all_fields() -> str:
    names = ", ".join(f'"{each.key}"' for each in resource(Resource.LICENCES).field)
    return f"[{names}]"
