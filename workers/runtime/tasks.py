"""Telling one's own cancellation from one that comes out of a call."""

import asyncio


def being_cancelled() -> bool:
    """Whether somebody cancels the task that runs this (and not a call inside it)."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
