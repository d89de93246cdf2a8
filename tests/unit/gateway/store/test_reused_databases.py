"""A database that is used again shows a test nothing of the one before."""

from collections.abc import Iterator

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from scripts.tools.postgres import PostgresServer
from tests.unit.gateway.reused import USES, ReusedDatabases, fresh_name
from tests.unit.gateway.stores import Stores

CONTENTS = (
    "SELECT (SELECT string_agg(b.id || b.name || a.name, ',' ORDER BY b.id) FROM b JOIN a ON a.id = b.a)"
)


@pytest.fixture
def server(stores: Stores) -> PostgresServer:
    """A server."""
    return stores.server


@pytest.fixture
def template(server: PostgresServer) -> Iterator[str]:
    """A database of two tables, of which one refers to the other, and one row in each."""
    name = fresh_name()
    server.create(name)
    for statement in (
        "CREATE TABLE a (id serial PRIMARY KEY, name text)",
        "CREATE TABLE b (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a integer NOT NULL REFERENCES a, name text)",
        "CREATE TABLE nothing (id serial PRIMARY KEY)",
        "INSERT INTO a (name) VALUES ('x')",
        "INSERT INTO b (a, name) VALUES (1, 'y')",
    ):
        server.run(statement, name)
    yield name
    server.drop(name)


@pytest.fixture
def reused(server: PostgresServer) -> Iterator[ReusedDatabases]:
    """Databases that are dropped in the end."""
    databases = ReusedDatabases(server)
    yield databases
    databases.drop()


def test_rows_and_their_numbers_are_again_what_they_were(
    server: PostgresServer, template: str, reused: ReusedDatabases
) -> None:
    name = reused.take(template)
    server.run("INSERT INTO a (name) VALUES ('further')", name)
    server.run("UPDATE b SET name = 'changed', a = 2", name)
    server.run("INSERT INTO nothing DEFAULT VALUES", name)
    reused.give_back(name)
    assert reused.take(template) == name
    assert server.run(CONTENTS, name) == "1yx"
    assert server.run("SELECT count(*) FROM nothing", name) == "0"
    assert server.run("INSERT INTO a (name) VALUES ('next') RETURNING id", name) == "2"
    assert server.run("INSERT INTO b (a) VALUES (1) RETURNING id", name) == "2"
    assert server.run("INSERT INTO nothing DEFAULT VALUES RETURNING id", name) == "1"


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE a ADD further text",
        "DROP TABLE nothing",
        "CREATE INDEX further ON a (name)",
        "ALTER TABLE b DISABLE TRIGGER ALL",
        "REVOKE SELECT ON a FROM PUBLIC",
    ],
)
def test_a_database_in_which_more_than_rows_changed_is_not_used_again(
    server: PostgresServer, template: str, reused: ReusedDatabases, statement: str
) -> None:
    name = reused.take(template)
    server.run(statement, name)
    reused.give_back(name)
    assert name not in server.run("SELECT datname FROM pg_database").split()
    assert reused.take(template) != name


async def test_whoever_is_still_connected_is_shown_out_and_what_was_not_committed_is_gone(
    server: PostgresServer, template: str, reused: ReusedDatabases
) -> None:
    name = reused.take(template)
    address = make_url(server.url(name)).set(drivername="postgresql")
    left = await asyncpg.connect(address.render_as_string(hide_password=False))
    await left.execute("BEGIN; UPDATE a SET name = 'never told'")
    reused.give_back(name)
    with pytest.raises(asyncpg.PostgresError):
        await left.execute("COMMIT")
    assert reused.take(template) == name
    assert server.run(CONTENTS, name) == "1yx"


def test_a_database_is_given_up_before_what_was_deleted_in_it_slows_it(
    server: PostgresServer, template: str, reused: ReusedDatabases
) -> None:
    name = reused.take(template)
    for _ in range(USES - 1):
        reused.give_back(name)
        assert reused.take(template) == name
    reused.give_back(name)
    assert reused.take(template) != name
