"""Fetches what the project runs on besides Python packages: the engine, the web parts, the certificate font.

Everything lands in one cache folder, named by coordinates and checked against digests that stand in this repository.
No address of a registry stands here: the clients know theirs, ``YILIAN_MAVEN_MIRROR`` and ``YILIAN_NPM_MIRROR`` replace
them.
"""

from scripts.tools.setup.engine import ensure_engine
from scripts.tools.setup.errors import SetupFailed
from scripts.tools.setup.paths import cache_dir, java_executable, java_home, project_root
from scripts.tools.setup.web import ensure_web

__all__ = [
    "SetupFailed",
    "cache_dir",
    "ensure_engine",
    "ensure_web",
    "java_executable",
    "java_home",
    "project_root",
]
