"""The outbox: what the engine must be told is written with the decision to tell it, and delivered until taken."""

from gateway.outbox.dispatcher import Dispatcher
from gateway.outbox.enqueue import (
    case_withdrawn,
    complete_task,
    enqueue,
    publish,
    publish_for,
    start_case,
    supplement_submitted,
    update_task,
)

__all__ = [
    "Dispatcher",
    "case_withdrawn",
    "complete_task",
    "enqueue",
    "publish",
    "publish_for",
    "start_case",
    "supplement_submitted",
    "update_task",
]
