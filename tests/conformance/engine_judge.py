"""The engine's own judgement, without a broker: its FEEL parser and its deployment check, from the distribution's jars.

Run as a program in a process of its own, because a process has one Java machine and one class path:
``python -m tests.conformance.engine_judge LIB`` reads ``{"expressions": […], "diagrams": […]}`` from its input and
writes, for each, what the engine says against it, or null.
"""

import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jpype

from scripts.tools.setup.engine import ensure_engine
from scripts.tools.setup.paths import cache_dir, java_home

_VALIDATION = "io.camunda.zeebe.engine.processing.deployment.transform.BpmnValidator"
_LONGEST_MESSAGE = 12_000


def judged(
    expressions: Sequence[str] = (), diagrams: Sequence[str] = ()
) -> tuple[list[str | None], list[str | None]]:
    """What the engine says against each expression (without ``=``) and each diagram."""
    lib = ensure_engine(cache_dir()) / "lib"
    done = subprocess.run(
        [sys.executable, "-m", "tests.conformance.engine_judge", str(lib)],
        input=json.dumps({"expressions": list(expressions), "diagrams": list(diagrams)}),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    answer = json.loads(done.stdout.splitlines()[-1])
    return answer["expressions"], answer["diagrams"]


class _Engine:
    def __init__(self, lib: Path) -> None:
        java = java_home() / "lib" / "server" / "libjvm.so"
        jpype.startJVM(str(java), "-Xmx256m", classpath=[str(lib / "*")], convertStrings=True)
        clock = getattr(jpype.JClass("org.camunda.feel.FeelEngineClock$SystemClock$"), "MODULE$")
        factory = jpype.JClass("io.camunda.zeebe.el.ExpressionLanguageFactory")
        self._feel = factory.createExpressionLanguage(clock)
        nothing = jpype.JProxy(
            "io.camunda.zeebe.engine.processing.common.ExpressionProcessor$EvaluationContextLookup",
            dict={"getContext": lambda _scope: _no_variables()},
        )
        processor = jpype.JClass("io.camunda.zeebe.engine.processing.common.ExpressionProcessor")
        self._check = jpype.JClass(_VALIDATION)(self._feel, processor(self._feel, nothing), _LONGEST_MESSAGE)
        self._model = jpype.JClass("io.camunda.zeebe.model.bpmn.Bpmn")
        self._bytes = jpype.JClass("java.io.ByteArrayInputStream")

    def against_expression(self, text: str) -> str | None:
        """Why the engine refuses the expression."""
        parsed = self._feel.parseExpression(f"={text}")
        return None if parsed.isValid() else str(parsed.getFailureMessage())

    def against_diagram(self, text: str) -> str | None:
        """Why the engine refuses the diagram."""
        try:
            model = self._model.readModelFromStream(self._bytes(text.encode()))
        except jpype.JException as refused:
            return str(refused)
        found = self._check.validate(model)
        return None if found is None else str(found)


def _no_variables() -> Any:
    """A scope without variables."""
    return jpype.JProxy("io.camunda.zeebe.el.EvaluationContext", dict={"getVariable": lambda _name: None})


def main() -> None:
    """Answer one question."""
    asked = json.load(sys.stdin)
    engine = _Engine(Path(sys.argv[1]))
    answer = {
        "expressions": [engine.against_expression(text) for text in asked["expressions"]],
        "diagrams": [engine.against_diagram(text) for text in asked["diagrams"]],
    }
    out = io.TextIOWrapper(os.fdopen(os.dup(1), "wb"), "utf-8")
    out.write("\n" + json.dumps(answer) + "\n")
    out.flush()


if __name__ == "__main__":
    main()
