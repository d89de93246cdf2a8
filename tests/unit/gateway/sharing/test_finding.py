"""The ways of asking are each one range of an index, however many certificates the body issued."""

import pytest
from sqlalchemy import create_engine

from gateway.sharing.finding import matching, wanted_licences
from gateway.sharing.queries import LicenceQuery
from gateway.store.base import Base
from gateway.store.models import SharingGrant
from tests.conformance.samples import sample

GRANT = SharingGrant(resource="licences", provider="approval_379901")
TYPE = "113799000000900265005"


@pytest.mark.parametrize(
    ("asked", "range_"),
    [
        ({"holder_code": "91370000MA00000000"}, "ix_certificates_held (holder_key=? AND body=?)"),
        (
            {"holder_code": "91370000MA00000000", "type_code": TYPE},
            "ix_certificates_held (holder_key=? AND body=?)",
        ),
        ({"type_code": TYPE, "number": "JY1"}, "ix_certificates_numbered (number=? AND body=?)"),
        ({"identifier": str(sample("food_license").identifier)}, "(identifier=?)"),
    ],
)
def test_what_is_asked_for_is_one_range_of_an_index(asked: dict[str, str], range_: str) -> None:
    query = LicenceQuery(grant_no="SQ1", purpose="核验持证情况", case_ref="A1", **asked)
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    statement = matching(GRANT, wanted_licences(query), 51).compile(engine)
    with engine.connect() as connection:
        values = tuple("1" for _ in statement.positiontup or ())
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    assert range_ in plan[0][3], plan
