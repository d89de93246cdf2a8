"""PostgreSQL databases that are emptied and used again, because copying and dropping one took longer than most tests.

A database is handed out as its template is. After a test its connections are ended and every table that holds, or ought
to hold, rows gets the template's again, and every sequence its number. A test that changed anything else (a table, a
trigger, a right: an event trigger in the database notes each such command) costs the database: it is dropped.
"""

from collections import defaultdict
from dataclasses import dataclass
from uuid import uuid4

from scripts.tools.postgres import PostgresServer

USES = 25
"""How often a database is used: rows that were deleted stay in its files, and more of them than this cost more time."""

_CLEAN = "clean"

# What the restoring needs lies in a schema of its own, where neither the product nor a test looks.
_PREPARE = """
DROP SCHEMA IF EXISTS kept CASCADE;
CREATE SCHEMA kept;
DO $$
DECLARE name text; filled boolean;
BEGIN
  FOR name IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
    EXECUTE format('SELECT EXISTS (TABLE public.%I)', name) INTO filled;
    IF filled THEN EXECUTE format('CREATE TABLE kept.%1$I AS TABLE public.%1$I', name); END IF;
  END LOOP;
END $$;
CREATE TABLE kept."SEQUENCES" AS SELECT sequencename AS name, last_value, start_value FROM pg_sequences;
CREATE TABLE kept."CHANGES" (command text);
CREATE FUNCTION kept.note_change() RETURNS event_trigger LANGUAGE plpgsql AS
  $$ BEGIN INSERT INTO kept."CHANGES" VALUES (tg_tag); END $$;
CREATE FUNCTION kept.restore() RETURNS text LANGUAGE plpgsql AS $$
DECLARE name text; fills boolean;
BEGIN
  PERFORM pg_terminate_backend(pid, 10000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
  IF EXISTS (SELECT FROM kept."CHANGES") THEN RETURN 'changed'; END IF;
  -- Without the triggers behind foreign keys, the order of the tables does not matter.
  SET LOCAL session_replication_role = replica;
  -- A table without a page never had a row here; to plan a statement for each of them would take most of the time.
  FOR name, fills IN
    SELECT t.relname, k.oid IS NOT NULL FROM pg_class t
      LEFT JOIN pg_class k ON k.relname = t.relname AND k.relnamespace = 'kept'::regnamespace
      WHERE t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace
        AND (k.oid IS NOT NULL OR pg_relation_size(t.oid) > 0)
  LOOP
    EXECUTE format('DELETE FROM public.%I', name);
    IF fills THEN EXECUTE format('INSERT INTO public.%1$I OVERRIDING SYSTEM VALUE TABLE kept.%1$I', name); END IF;
  END LOOP;
  PERFORM setval(format('public.%I', s.name)::regclass, coalesce(s.last_value, s.start_value), s.last_value IS NOT NULL)
    FROM kept."SEQUENCES" s;
  RETURN 'clean';
END $$;
CREATE EVENT TRIGGER note_change ON ddl_command_end EXECUTE FUNCTION kept.note_change();
"""


@dataclass
class _Copy:
    name: str
    template: str
    uses: int = 0


class ReusedDatabases:
    """Copies of databases of ``server``."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._prepared: dict[str, str] = {}
        self._idle: dict[str, list[_Copy]] = defaultdict(list)
        self._taken: dict[str, _Copy] = {}

    def take(self, template: str) -> str:
        """The name of a database that is as ``template`` is, to which nobody may be connected."""
        idle = self._idle[template]
        copy = idle.pop() if idle else self._make(template)
        self._taken[copy.name] = copy
        copy.uses += 1
        return copy.name

    def give_back(self, name: str) -> None:
        """Make a database that was taken what it was, or drop it; any other is dropped."""
        copy = self._taken.pop(name, None)
        if copy and copy.uses < USES and self._server.run("SELECT kept.restore()", name) == _CLEAN:
            self._idle[copy.template].append(copy)
        else:
            self._server.drop(name)

    def drop(self) -> None:
        """Drop all, taken or not."""
        idle = (copy.name for copies in self._idle.values() for copy in copies)
        for name in (*self._taken, *idle, *self._prepared.values()):
            self._server.drop(name)

    def _make(self, template: str) -> _Copy:
        if template not in self._prepared:
            self._server.create(prepared := fresh_name(), template)
            self._server.run(_PREPARE, prepared)
            self._prepared[template] = prepared
        self._server.create(name := fresh_name(), self._prepared[template])
        return _Copy(name, template)


def fresh_name() -> str:
    """A name that no database has."""
    return f"test_{uuid4().hex}"
