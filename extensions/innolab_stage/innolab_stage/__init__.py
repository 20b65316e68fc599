"""A stage in the notebook: a turtle that draws as the standard library's does, and a robot on a grid.

An activity's setup cell opens it; the pupil's code is then ordinary turtle code, and check cells look at what was done:

    import innolab_check, innolab_stage
    innolab_stage.start()
    from turtle import *                        # ours: no window, no Tk

    from innolab_check import expect, passed
    from innolab_stage import picture, same_drawing, sketch
    with sketch() as square:
        for side in range(4):
            forward(100)
            right(90)
    expect(same_drawing(picture(), square), "not_square")

Each cell of the pupil starts on an empty stage. What happened is shown below the cell, as data that the player moves
before the pupil's eyes and as a still picture for every other notebook.
"""

from __future__ import annotations

import sys

from innolab_check import pupil, texts

from innolab_stage import robot, turtle
from innolab_stage.journeys import Journey, journey
from innolab_stage.pictures import Picture, picture, same_drawing, sketch
from innolab_stage.recording import TEXTS
from innolab_stage.showing import watch

__all__ = ["Journey", "Picture", "journey", "picture", "same_drawing", "sketch", "start"]

texts.learn(TEXTS)


def start() -> None:
    """Open the stage in this kernel: `import turtle` and `import robot` now give these ones."""
    sys.modules["turtle"] = turtle
    sys.modules["robot"] = robot
    shell = pupil.shell()
    if shell is not None:
        watch(shell)
