"""What the manifest tells of the store, read from its file."""

import sqlite3
from contextlib import closing
from pathlib import Path

from gateway.store.audit import START
from scripts.tools.backup.errors import NotBackedUp
from scripts.tools.backup.manifest import StoreState

_UNFINISHED = """
    SELECT count(*) FROM cases WHERE NOT EXISTS (
        SELECT 1 FROM claims JOIN rm_cases USING (process_instance_key)
        WHERE claims.case_no = cases.case_no AND rm_cases.ended_at IS NOT NULL)
"""


def state_of(store: Path) -> StoreState:
    """The state of a store at rest. Raises :class:`NotBackedUp` when the file is no store of ours."""
    try:
        with closing(sqlite3.connect(f"{store.as_uri()}?mode=ro", uri=True)) as connection:
            revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
            current = connection.execute(
                "SELECT incarnation FROM engine_incarnations WHERE current"
            ).fetchone()
            last = connection.execute("SELECT seq, hash FROM audit_log ORDER BY seq DESC LIMIT 1").fetchone()
            positions = connection.execute("SELECT incarnation, partition, position FROM intake_positions")
            return StoreState(
                revision=revision,
                incarnation=current[0] if current else None,
                positions={f"{row[0]}/{row[1]}": row[2] for row in positions},
                audit_lines=last[0] if last else 0,
                audit_hash=last[1] if last else START,
                unfinished_cases=connection.execute(_UNFINISHED).fetchone()[0],
            )
    except (sqlite3.Error, TypeError) as error:
        raise NotBackedUp("数据库缺少应有的表，未做备份。") from error
