"""A notebook's outputs, made from what the fork sends: by nbclient, as for any kernel."""

from __future__ import annotations

import base64
import copy
import json
from dataclasses import replace
from typing import Any, cast

from nbclient import NotebookClient
from nbformat import NotebookNode, from_dict

from jupyter_prefork.notebook.allowance import Allowance, Meter
from jupyter_prefork.notebook.frames import NotUnderstoodError

SLACK = 16 * 1024


class Outputs:
    """One pass over a notebook: a copy of it that fills with outputs."""

    def __init__(self, notebook: dict[str, Any], allowance: Allowance) -> None:
        self.notebook: NotebookNode = from_dict(copy.deepcopy(notebook))
        self.client = NotebookClient(self.notebook, record_timing=False)
        self.front_end = FrontEnd()
        self.client.kc = cast("Any", self.front_end)
        # Counted a little otherwise than in the fork, which also adds its line on what it left out.
        self.meter = Meter(
            replace(
                allowance,
                text_bytes=2 * allowance.text_bytes + SLACK,
                data_bytes=2 * allowance.data_bytes + SLACK,
                outputs=allowance.outputs + 8,
            )
        )

    def begin(self, index: int) -> NotebookNode:
        """A cell is about to run; gives it."""
        cell: NotebookNode = self.notebook.cells[index]
        cell.outputs = []
        self.client.clear_before_next_output = False
        self.client.code_cells_executed += 1
        cell.execution_count = self.client.code_cells_executed
        self.meter.restart()
        return cell

    def keep(self, index: int, cell: NotebookNode) -> None:
        """A cell is not run in this pass: it stays as it was in another."""
        self.notebook.cells[index] = cell
        self.client.code_cells_executed += 1

    def take(self, index: int, message: dict[str, Any]) -> None:
        """A message of the cell that runs; raises NotUnderstoodError when it is no output, or too much."""
        cell = self.notebook.cells[index]
        count = cell.execution_count
        try:
            kind, content = message["kind"], message["content"]
            if not self.meter.admits(kind, len(json.dumps(content)), content.get("name", "")):
                raise NotUnderstoodError("more outputs than a fork lets through")
            known = {"msg_type": kind, "header": {"msg_type": kind}, "parent_header": message["parent"]}
            buffers = [base64.b64decode(part) for part in message["buffers"]]
            self.client.process_message({**known, "content": content, "buffers": buffers}, cell, index)
        except NotUnderstoodError:
            raise
        except Exception as problem:  # whatever nbclient and nbformat can't make sense of
            raise NotUnderstoodError(f"no output: {problem!r}") from problem
        # nbclient counts the cells it runs, and so knows it for cells that never told.
        cell.execution_count = count
        join_last(cell.outputs)

    def finish(self) -> None:
        """All has run."""
        self.client.set_widgets_metadata()


def error(name: str, sentence: str) -> NotebookNode:
    """An error output in plain words."""
    traceback = [f"{name}: {sentence}"]
    return NotebookNode(output_type="error", ename=name, evalue=sentence, traceback=traceback)


def join_last(outputs: list[NotebookNode]) -> None:
    """Join what was printed in one go: where a kernel cuts it depends on its clock."""
    if len(outputs) > 1 and outputs[-1].output_type == outputs[-2].output_type == "stream":
        before, last = outputs[-2:]
        if before.name == last.name:
            before.text += last.text
            outputs.pop()


class FrontEnd:
    """Where nbclient sends what its side of an Output widget has to say."""

    def __init__(self) -> None:
        self.session = self.shell_channel = self
        self.waiting: dict[str, dict[str, Any]] = {}

    def msg(self, _kind: str, content: dict[str, Any], **_: Any) -> dict[str, Any]:
        """As a session."""
        return content

    def send(self, content: dict[str, Any]) -> None:
        """As a channel."""
        # Each says all there is to say of its widget.
        self.waiting[content["comm_id"]] = content

    def taken(self) -> list[dict[str, Any]]:
        """What is to be told to the fork."""
        waiting, self.waiting = self.waiting, {}
        return list(waiting.values())
