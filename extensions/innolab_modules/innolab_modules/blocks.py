"""The blocks that an activity can put into a step's toolbox; the player's vocabulary has the same names."""

from __future__ import annotations

from typing import Literal

Block = Literal[
    "forward", "back", "right", "left", "goto", "setheading", "home", "circle",
    "penup", "pendown", "color", "pensize", "dot", "begin_fill", "end_fill",
    "enter", "move", "turn_left", "turn_right", "pick_up", "wall_ahead", "on_thing", "at_goal",
    "repeat", "while", "if", "if_else", "not", "compare",
    "reckon", "random", "set", "change", "get", "define", "call", "print",
]  # fmt: skip
"""How each is written in Python stands in docs/reference/blocks.md."""
