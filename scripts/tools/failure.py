"""How a command fails: with one clear sentence and a non-zero code."""


class CommandFailed(Exception):
    """Ends a command; the text is the sentence that the person at the terminal reads."""
