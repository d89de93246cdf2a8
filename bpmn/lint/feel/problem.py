"""Why an expression is refused."""


class FeelProblem(Exception):
    """``reason`` is in Chinese. Never leaves the deploy check."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
