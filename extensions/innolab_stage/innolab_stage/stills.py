"""The stage as it stands in the end, as an SVG: for JupyterLab, feedback pages and other notebooks."""

from __future__ import annotations

import math
from html import escape
from typing import Any

from innolab_stage.recording import Event, Recording
from innolab_stage.robot import WAYS, Robot

HALF = 150
"""A stage shows at least so many steps each way from its middle, as the player's does."""
MARGIN = 20
CELL = 40
TURTLE = "M14 0 L-10 9 L-5 0 L-10 -9 Z"


def still(recording: Recording) -> str:
    """An SVG that needs nothing from elsewhere."""
    return _robot(recording.robot) if recording.robot is not None else _turtle(recording)


class _Drawing:
    """Elements of an SVG and how far they reach from the middle. Up is positive, as for the turtle."""

    def __init__(self) -> None:
        self.ground = "white"
        self.elements: list[tuple[int, str]] = []
        self.reach = float(HALF)

    def add(self, who: int, element: str, *points: Any) -> None:
        self.elements.append((who, element))
        self.reach = max([self.reach, *(abs(part) + MARGIN for point in points for part in point)])


def _turtle(recording: Recording) -> str:
    drawing = _Drawing()
    pens = [dict(start) for start in recording.starts]
    for event in recording.events:
        if event["do"] == "ground":
            drawing.ground = event["color"]
        else:
            _draw(drawing, event, event.get("who", 0), pens[event.get("who", 0)])
    for pen in pens:
        if pen["visible"]:
            drawing.add(-1, _marker(pen), pen["at"])
    r = math.ceil(drawing.reach)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-r} {-r} {2 * r} {2 * r}" width="400" height="400">'
        f'<rect x="{-r}" y="{-r}" width="{2 * r}" height="{2 * r}" fill="{drawing.ground}"/>'
        f'<g stroke-linecap="round" stroke-linejoin="round">{"".join(e for _, e in drawing.elements)}</g></svg>'
    )


def _draw(drawing: _Drawing, event: Event, who: int, pen: Event) -> None:
    x, y = pen["at"]
    match event["do"]:
        case "move":
            way = [pen["at"], *event["to"]]
            if event["draw"]:
                points = " ".join(f"{across:g},{-up:g}" for across, up in way)
                look = f'stroke="{pen["color"]}" stroke-width="{pen["width"]:g}"'
                drawing.add(who, f'<polyline points="{points}" fill="none" {look}/>', *way)
            pen["at"] = way[-1]
            pen["heading"] = event.get("heading", pen["heading"])
        case "turn":
            pen["heading"] += event["by"]
        case "pen" | "show":
            pen |= {key: event[key] for key in ("down", "color", "width", "visible") if key in event}
        case "fill":
            points = " ".join(f"{across:g},{-up:g}" for across, up in event["area"])
            drawing.add(who, f'<polygon points="{points}" fill="{event["color"]}"/>', *event["area"])
        case "dot":
            drawing.add(who, f'<circle cx="{x:g}" cy="{-y:g}" r="{event["size"] / 2:g}" fill="{event["color"]}"/>')
        case "stamp":
            drawing.add(who, _marker(pen))
        case "write":
            anchor = {"left": "start", "center": "middle", "right": "end"}[event["align"]]
            look = f'font-family="sans-serif" font-size="16" text-anchor="{anchor}" fill="{pen["color"]}"'
            drawing.add(who, f'<text x="{x:g}" y="{-y:g}" {look}>{escape(event["text"])}</text>')
        case "clear":
            drawing.elements = [each for each in drawing.elements if each[0] != who]


def _marker(pen: Event) -> str:
    x, y = pen["at"]
    return f'<path d="{TURTLE}" transform="translate({x:g} {-y:g}) rotate({-pen["heading"]:g})" fill="#008741"/>'


def _robot(robot: Robot) -> str:
    wide, high = len(robot.rows[0]) * CELL, len(robot.rows) * CELL
    squares = []
    for y, row in enumerate(robot.rows):
        for x, sign in enumerate(row):
            fill = "#595959" if sign == "#" else "#dff7eb" if sign == "*" else "white"
            squares.append(
                f'<rect x="{x * CELL}" y="{y * CELL}" width="{CELL}" height="{CELL}" fill="{fill}" stroke="#ccc"/>'
            )
    way = " ".join(f"{x * CELL + CELL // 2},{y * CELL + CELL // 2}" for x, y in robot.visited)
    things = [
        f'<circle cx="{x * CELL + CELL // 2}" cy="{y * CELL + CELL // 2}" r="9" fill="#c27900"/>'
        for x, y in robot.things
    ]
    across, down = WAYS[robot.way]
    x, y = (part * CELL + CELL // 2 for part in robot.at)
    turned = math.degrees(math.atan2(down, across))
    marker = f'<path d="{TURTLE}" transform="translate({x} {y}) rotate({turned:g})" fill="#0000bf"/>'
    path = f'<polyline points="{way}" fill="none" stroke="#0072c6" stroke-width="3" stroke-dasharray="6 6"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}">'
        + "".join([*squares, path, *things, marker])
        + "</svg>"
    )
