"""A step's toolbox has the blocks its code is made of."""

from __future__ import annotations

import re
import typing
from pathlib import Path

import pytest
from innolab_modules import load_module
from innolab_modules.blocks import Block
from innolab_modules.checks import toolbox

COURSES = Path(__file__).resolve().parents[2] / "courses"

EVERY = set(typing.get_args(Block))


@pytest.mark.parametrize(
    ("code", "needed"),
    [
        ("for i in range(4):\n    forward(50)", {"repeat", "forward"}),
        ("side = 10\nside += -5\nforward(side * 2)", {"set", "change", "forward", "get", "reckon"}),
        ("while not wall_ahead():\n    if on_thing():\n        pick_up()\n    else:\n        pass", {"while", "not", "wall_ahead", "if_else", "on_thing", "pick_up"}),
        ("def leaf():\n    home()\nleaf()\nprint(randint(1, 6) > 3)", {"define", "home", "call", "print", "random", "compare"}),
        ('enter("w")\ncolor("red")\nif at_goal():\n    move()', {"enter", "color", "if", "at_goal", "move"}),
    ],
)  # fmt: skip
def test_what_code_needs_is_told_block_by_block(code, needed):
    assert toolbox._said_of(code, EVERY) == []
    lacking = {re.search(r'"(\w+)"', str(said))[1] for said in toolbox._said_of(code, set())}
    assert lacking == needed


@pytest.mark.parametrize(
    "code",
    [
        "import os",
        "x = [1]",
        "for n in range(3):\n    move()",
        "forward(",
        "t.forward(5)",
        "def f(a):\n    pass",
        "f(1)",
    ],
)
def test_what_blocks_cannot_say_is_told(code):
    assert [str(said) for said in toolbox._said_of(code, EVERY)] == [
        "blocks can't say this code, so pupils would see it as text"
    ]


def test_each_known_block_can_be_needed():
    told = {"repeat", "while", "if", "if_else", "not", "compare", "reckon", "set", "change", "get", "define", "call"}
    assert told | toolbox.COMMANDS == EVERY


def test_the_module_with_blocks_is_right_and_would_be_told_if_not():
    module = load_module(COURSES / "kilpikonnan-kuviot")
    assert list(toolbox.toolbox(module, None)) == []
    for step in module.activities[0].manifest.steps:
        step.toolbox.remove("forward")
    told = {problem.file for problem in toolbox.toolbox(module, None)}
    folder = "activities/kilpikonnan-kuviot"
    assert {f"{folder}/activity.md", f"{folder}/wrong/nelio-small.py"} <= told
