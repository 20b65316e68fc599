"""A small activity with a stage: the turtle and the robot from Python text, and the turtle with blocks."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

STEPS = {
    "flower": ("Kukka", "Blomman", "The flower"),
    "corridor": ("Käytävä", "Korridoren", "The corridor"),
    "square": ("Neliö", "Kvadraten", "The square"),
}
SETUP = '''\
import innolab_check, innolab_stage
innolab_check.start()
innolab_stage.start()
from turtle import *
from robot import *
world("corridor", """
    #######
    #>..o*#
    #######
""")
'''
FLOWER = """\
from turtle import *

def leaf():
    circle(60, 90)
    left(90)
    circle(60, 90)

color("green")
pensize(4)
for turn in range(6):
    leaf()
    left(150)
"""
FLOWER_CHECK = """\
from innolab_check import expect, passed
from innolab_stage import picture
expect(picture().colors == ("green",), "not_green")
passed()
"""
CORRIDOR = 'enter("corridor")\nwhile not wall_ahead():\n    move()\n    if on_thing():\n        pick_up()\n'
TOOLBOX = ["repeat", "forward", "right", "left", "color"]
SQUARE = "forward(100)\nright(90)"
SQUARE_CHECK = """\
from innolab_check import expect, passed
from innolab_stage import picture, same_drawing, sketch
with sketch() as square:
    for side in range(4):
        forward(100)
        right(90)
expect(same_drawing(picture(), square), "not_square")
passed()
"""
MESSAGES = {
    "not_square.message": {"fi": "Siitä puuttuu sivuja.", "sv": "Det saknas sidor.", "en": "Sides are missing."},
    "not_green.message": {"fi": "Käytä vihreää.", "sv": "Använd grönt.", "en": "Use green."},
}


def _cell(kind: Any, name: str, source: str, step: str | None, role: str, **more: Any) -> Any:
    about = {"role": role, **({"step": step} if step else {})}
    return kind(source, id=name, metadata={"name": name, "innolab": {**about, **more}})


def cells() -> list[Any]:
    """The released cells."""
    return [
        _cell(new_code_cell, "setup", SETUP, None, "setup"),
        _cell(new_markdown_cell, "flower-text", "Piirrä kukka.", "flower", "text"),
        _cell(new_code_cell, "flower-code", FLOWER, "flower", "code"),
        _cell(new_code_cell, "flower-check", FLOWER_CHECK, "flower", "check"),
        _cell(new_markdown_cell, "corridor-text", "Vie robotti maaliin.", "corridor", "text"),
        _cell(new_code_cell, "corridor-code", CORRIDOR, "corridor", "code"),
        _cell(new_markdown_cell, "square-text", "Piirrä neliö, jonka sivu on 100.", "square", "text"),
        _cell(new_code_cell, "square-code", SQUARE, "square", "code", toolbox=TOOLBOX),
        _cell(new_code_cell, "square-check", SQUARE_CHECK, "square", "check"),
    ]


def release() -> bytes:
    """The release as the portal sends it."""
    steps = [
        {"id": step, "title": dict(zip(("fi", "sv", "en"), titles, strict=True))} for step, titles in STEPS.items()
    ]
    about = {"format": 1, "module": "stage", "version": "1.0.0", "activity": "stage", "steps": steps}
    about |= {"title": {"fi": "Näyttämö", "sv": "Scenen", "en": "The stage"}, "source_language": "fi"}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(cells=cells(), metadata={"innolab": about, "kernelspec": kernel})
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(zipfile.ZipInfo("stage.ipynb"), nbformat.writes(notebook))
        archive.writestr(zipfile.ZipInfo("messages.json"), json.dumps(MESSAGES))
    return content.getvalue()
