"""A session with the tool over pipes: one message out, one answer in."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

TOOL = Path(__file__).parent.parent / "tool.py"


class Session:
    """Starts the tool, and ends its input at the end of the `with` block.

    told    what it printed on standard error, once it has ended
    status  its exit status, then
    """

    def __init__(self, command: tuple[str, ...] = (sys.executable, str(TOOL))) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe)
        self.messages = 0
        self.told, self.status = "", None

    def __enter__(self) -> Session:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        rest, told = self.process.communicate(timeout=60)
        self.told, self.status = told.decode(), self.process.returncode
        if error is None and rest:
            raise RuntimeError(f"The tool printed more than its answers: {rest[:200]!r}.")

    def line(self, line: bytes) -> dict[str, Any]:
        """The answer to a line, as strict JSON has it."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline(), parse_constant=_refused)
        assert isinstance(answer, dict)
        return answer

    def ask(self, kind: str, **fields: Any) -> dict[str, Any]:
        """The answer to a message with the next id, which it has to have too."""
        identity, self.messages = self.messages, self.messages + 1
        answer = self.line(json.dumps({"id": identity, "kind": kind, **fields}).encode())
        if answer.get("id") != identity:
            raise RuntimeError(f"Message {identity} got an answer with the id {answer.get('id')!r}.")
        return answer

    def evaluate(self, module: str, function: str, given: Any) -> dict[str, Any]:
        """The answer to one evaluation."""
        return self.ask("evaluate", module=module, function=function, input=given)


def _refused(word: str) -> float:
    raise ValueError(f"strict JSON has no {word}")
