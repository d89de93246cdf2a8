"""What an officer wrote for a decision, as one text: the opinion, what it rests on, and where to go instead."""

_BASIS = "依据："
_WHERE = "办理途径："


def reason_of(opinion: str | None, basis: str | None, where: str | None) -> str | None:
    """The reason that is kept with the act and the decision; ``None`` where nothing was written."""
    lines = [(opinion or "").strip()]
    named = ((_BASIS, (basis or "").strip()), (_WHERE, (where or "").strip()))
    lines += [f"{label}{text}" for label, text in named if text]
    return "\n".join(lines) if any(lines) else opinion


def split_where(reason: str) -> tuple[str, str | None]:
    """The reason without where to go, and where to go; ``None`` where the officer named nothing."""
    said, found, where = reason.rpartition(f"\n{_WHERE}")
    return (said, where) if found else (reason, None)
