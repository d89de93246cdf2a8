"""The list of job families. Adding a worker is one package and one line here."""

from importlib import import_module

from workers.runtime.routing import Router

PACKAGES = (
    "acceptance",
    "review",
    "clock",
    "data_sharing",
    "notice",
    "obligation",
    "matter",
    "e_certificate",
    "e_seal",
    "document",
    "archive",
    "demo",
)


def build_router() -> Router:
    """All handlers of all families. Raises ``RouteRefused`` when a job type has two."""
    joined = Router()
    joined.include(import_module(f"workers.{package}.handlers").router for package in PACKAGES)
    return joined
