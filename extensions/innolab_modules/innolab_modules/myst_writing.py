"""An activity written out as activity.md and activity.toml, the way this project writes them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import jupytext
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from innolab_modules.checks.words import TO_FILL

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
YAML_HEAD = re.compile(r"^(`{3,})\{code-cell\}\n---\nname: (\S+)\n(?:[^\n`]*\n)*?---\n", re.MULTILINE)


@dataclass(frozen=True)
class Step:
    """A step and its title in Finnish."""

    id: str
    title: str


def activity_text(cells: Iterable[tuple[str, str, str, dict[str, Any]]]) -> str:
    """The activity.md of cells, each given as cell type, name, source and `innolab` metadata."""
    cells = list(cells)
    notebook = new_notebook(metadata={"kernelspec": KERNEL})
    for kind, name, source, innolab in cells:
        make = new_code_cell if kind == "code" else new_markdown_cell
        notebook.cells.append(make(source, metadata={"name": name, "innolab": innolab}))  # type: ignore[no-untyped-call]
    of = {name: innolab for _kind, name, _source, innolab in cells}

    def on_two_lines(head: re.Match[str]) -> str:
        return f"{head[1]}{{code-cell}} ipython3\n:name: {head[2]}\n:innolab: {json.dumps(of[head[2]])}\n\n"

    text = YAML_HEAD.sub(on_two_lines, jupytext.writes(notebook, fmt="md:myst"))
    return re.sub(r"^ *(?:format_version|jupytext_version):.*\n", "", text, count=2, flags=re.MULTILINE)


def activity_toml(title: str, steps: Iterable[Step]) -> str:
    """The activity.toml of an activity that is written in Finnish only: the rest is marked to be filled in."""
    heads = [f"\n[[steps]]\nid = {_quoted(step.id)}\ntitle = {_inline(step.title)}\n" for step in steps]
    return (
        'kind = "guided"\npresentation = "text"\nminutes = 45\npackages = []\ndata = []\n'
        f"title = {_inline(title)}\nsummary = {_inline(f'{TO_FILL} Yksi lause: mitä oppilas tekee.')}\n{''.join(heads)}"
    )


def _inline(finnish: str) -> str:
    """A text in three languages, the Finnish waiting to be translated."""
    words = finnish.removeprefix(f"{TO_FILL} ")
    waiting = _quoted(f"{TO_FILL} {words}")
    return f"{{ fi = {_quoted(finnish)}, sv = {waiting}, en = {waiting} }}"


def _quoted(text: str) -> str:
    """A TOML string: JSON's escapes are among TOML's."""
    return json.dumps(text, ensure_ascii=False)
