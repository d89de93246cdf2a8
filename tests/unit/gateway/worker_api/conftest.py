"""A portal and a case at its desk for each test."""

from tests.unit.gateway.desk_fixtures import desk, maker, portal

__all__ = ["desk", "maker", "portal"]
