"""Elements of DER as asn1crypto writes them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from asn1crypto import core
from hypothesis import given
from hypothesis import strategies as st

from chain.crypto import der_writing as der
from chain.crypto.der import DerLimits, require_der
from chain.trust.asn1 import TimeStampResponse
from chain.trust.timestamping import TimestampAuthority, timestamp_request
from tests.unit.chain.trust.houses import Authority, Stopped

LIMITS = DerLimits(size=2**20, elements=1000, depth=16)
ROOT = Authority.root()
AUTHORITY = TimestampAuthority(ROOT.certify("演练时间戳服务"), Stopped(), issuers=(ROOT.der,))


@given(st.integers(-(2**200), 2**200))
def test_an_integer(value: int) -> None:
    assert der.integer(value) == core.Integer(value).dump()


@given(st.binary(max_size=70_000))
def test_strings_of_bytes(value: bytes) -> None:
    assert der.octets(value) == core.OctetString(value).dump()
    assert der.bits(value) == core.OctetBitString(value).dump()
    assert der.content_of(der.octets(value)) == value


@pytest.mark.parametrize(
    "dotted", ["1.2.156.10197.1.501", "2.5.29.15", "2.25.216817423874561032775918163925170432913", "0.9"]
)
def test_an_identifier(dotted: str) -> None:
    assert der.identifier(dotted) == core.ObjectIdentifier(dotted).dump()


@given(st.datetimes(datetime(1950, 1, 1), datetime(9000, 1, 1)))  # noqa: DTZ001 - their zone is given below
def test_a_moment_is_written_in_utc_to_the_second(moment: datetime) -> None:
    aware = moment.replace(tzinfo=timezone(timedelta(hours=8)))
    written = core.GeneralizedTime(aware.astimezone(UTC).replace(microsecond=0)).dump()
    assert der.generalized_time(aware) == written


@given(st.lists(st.binary(max_size=40)))
def test_collections(values: list[bytes]) -> None:
    class Octets(core.SequenceOf):  # type: ignore[misc]
        _child_spec = core.OctetString

    class SetOfOctets(core.SetOf):  # type: ignore[misc]
        _child_spec = core.OctetString

    elements = [der.octets(value) for value in values]
    assert der.sequence(*elements) == Octets(values).dump()
    assert der.set_of(*elements) == SetOfOctets(values).dump()


def test_text_that_is_not_ascii_is_refused() -> None:
    assert der.ia5("/Doc_0/Signs") == core.IA5String("/Doc_0/Signs").dump()
    with pytest.raises(ValueError, match="ascii"):
        der.ia5("文档")


@given(st.integers(0, 2**63 - 1))
def test_a_token_is_written_as_asn1crypto_would_write_it(nonce: int) -> None:
    answer = AUTHORITY.answer(timestamp_request(b"a signature", nonce))
    require_der(answer, LIMITS)
    read = TimeStampResponse.load(answer, strict=True)
    assert read.native["status"]["status"] == "granted"
    assert read.copy().dump(force=True) == answer
