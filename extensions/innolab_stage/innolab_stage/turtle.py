"""The turtle: names, meanings and units are those of Python's own `turtle`, so the same code draws in its window too.

Left out is what needs a window: keys, mouse clicks, timers, shapes of one's own, undo, tilting. Angles are degrees in
turtle's standard mode: 0 is to the right, and they grow to the left.
"""

from __future__ import annotations

import math
from typing import Any

from innolab_stage.colours import colour
from innolab_stage.recording import now, number, short

SMOOTH = 6
"""Degrees of an arc that are drawn as one straight line."""
FEWEST_STEPS = 4
Point = tuple[float, float]


class Turtle:
    """A turtle in the middle of the stage that looks to the right, with its black pen down."""

    def __init__(self, shape: str = "turtle", undobuffersize: int = 0, visible: bool = True) -> None:  # noqa: FBT001, FBT002, ARG002
        self._at: Point = (0.0, 0.0)
        self._heading = 0.0
        self._down = True
        self._pen, self._fill = "black", "black"
        self._width = 1.0
        self._visible = visible
        self._filling: list[Point] | None = None

    def _start(self) -> dict[str, Any]:
        return {
            "at": [short(part) for part in self._at],
            "heading": short(self._heading),
            "down": self._down,
            "color": self._pen,
            "width": self._width,
            "visible": self._visible,
        }

    def _did(self, do: str, **about: Any) -> None:
        who = now().number_of(self, self._start())
        now().add(do, **({"who": who} if who else {}), **about)

    def _go(self, points: list[Point], heading: float | None = None) -> None:
        turned = {} if heading is None else {"heading": short(heading)}
        self._did("move", to=[[short(x), short(y)] for x, y in points], draw=self._down, **turned)
        self._at = points[-1]
        if heading is not None:
            self._heading = heading % 360
        if self._filling is not None:
            self._filling += points

    def _turn(self, by: float) -> None:
        self._did("turn", by=short(by))
        self._heading = (self._heading + by) % 360

    # --- moving

    def forward(self, distance: float) -> None:
        """Go this many steps the way it looks."""
        self._ahead(number(distance, "forward"))

    def back(self, distance: float) -> None:
        """Go this many steps backwards, without turning."""
        self._ahead(-number(distance, "back"))

    def _ahead(self, distance: float) -> None:
        angle = math.radians(self._heading)
        self.goto(self._at[0] + distance * math.cos(angle), self._at[1] + distance * math.sin(angle))

    def right(self, angle: float) -> None:
        """Turn this many degrees to the right."""
        self._turn(-number(angle, "right"))

    def left(self, angle: float) -> None:
        """Turn this many degrees to the left."""
        self._turn(number(angle, "left"))

    def goto(self, x: Any, y: float | None = None) -> None:
        """Go straight to a point of the stage, given as two numbers or as a pair."""
        place = x if y is None and isinstance(x, tuple | list) else (x, y)
        across, up = (number(part, "goto") for part in place)
        self._go([(across, up)])

    def setx(self, x: float) -> None:
        """Go sideways to this x."""
        self.goto(x, self._at[1])

    def sety(self, y: float) -> None:
        """Go up or down to this y."""
        self.goto(self._at[0], y)

    def setheading(self, to_angle: float) -> None:
        """Look this way: 0 right, 90 up, 180 left, 270 down."""
        by = (number(to_angle, "setheading") - self._heading) % 360
        self._turn(by - 360 if by > 180 else by)  # noqa: PLR2004 - half a turn

    def home(self) -> None:
        """Go back to the middle and look to the right."""
        self.goto(0, 0)
        self.setheading(0)

    def circle(self, radius: float, extent: float | None = None, steps: int | None = None) -> None:
        """Go along a circle whose middle is `radius` steps to the left; only a part of it with `extent` degrees."""
        radius, extent = number(radius, "circle"), 360.0 if extent is None else number(extent, "circle")
        whole = abs(extent) / SMOOTH if steps is None else number(steps, "circle")
        count = max(FEWEST_STEPS if steps is None else 1, min(720, math.ceil(whole)))
        side = 1 if radius >= 0 else -1
        middle = math.radians(self._heading + 90)
        centre = (self._at[0] + radius * math.cos(middle), self._at[1] + radius * math.sin(middle))
        begin = math.radians(self._heading - 90 * side)
        size = abs(radius)
        points = []
        for step in range(1, count + 1):
            angle = begin + side * math.radians(extent) * step / count
            points.append((centre[0] + size * math.cos(angle), centre[1] + size * math.sin(angle)))
        self._go(points, self._heading + side * extent)

    # --- the pen

    def penup(self) -> None:
        """Lift the pen: moves leave no line."""
        self._down = False
        self._did("pen", down=False)

    def pendown(self) -> None:
        """Put the pen down: moves draw."""
        self._down = True
        self._did("pen", down=True)

    def pensize(self, width: float | None = None) -> float | None:
        """Draw lines this wide; without a number, say how wide they are."""
        if width is None:
            return self._width
        self._width = max(0.5, min(100.0, number(width, "pensize")))
        self._did("pen", width=self._width)
        return None

    def pencolor(self, *color: Any) -> str | None:
        """Draw in this colour; without one, say which it is."""
        if not color:
            return self._pen
        self._pen = colour(_one(color))
        self._did("pen", color=self._pen)
        return None

    def fillcolor(self, *color: Any) -> str | None:
        """Fill with this colour; without one, say which it is."""
        if not color:
            return self._fill
        self._fill = colour(_one(color))
        return None

    def color(self, *colors: Any) -> tuple[str, str] | None:
        """Draw and fill in this colour, or draw in the first and fill with the second."""
        if not colors:
            return self._pen, self._fill
        pen, fill = colors if len(colors) == 2 else (_one(colors),) * 2  # noqa: PLR2004
        self.pencolor(pen)
        self.fillcolor(fill)
        return None

    def isdown(self) -> bool:
        """Whether moves draw."""
        return self._down

    # --- areas, dots, words

    def begin_fill(self) -> None:
        """From here on remember the way, to fill it."""
        self._filling = [self._at]

    def end_fill(self) -> None:
        """Fill the area that was gone around since `begin_fill()`."""
        if self._filling is not None:
            area = [[short(x), short(y)] for x, y in self._filling]
            self._filling = None
            self._did("fill", area=area, color=self._fill)

    def dot(self, size: float | None = None, *color: Any) -> None:
        """Put a round dot of this width."""
        wide = max(self._width + 4, self._width * 2) if size is None else max(1.0, number(size, "dot"))
        self._did("dot", size=wide, color=colour(_one(color)) if color else self._pen)

    def stamp(self) -> None:
        """Leave a picture of the turtle."""
        self._did("stamp", color=self._pen)

    def write(self, arg: object, move: bool = False, align: str = "left", font: Any = None) -> None:  # noqa: FBT001, FBT002, ARG002
        """Write a text where the turtle is."""
        self._did("write", text=str(arg)[:200], align=align if align in ("left", "center", "right") else "left")

    # --- seen and asked

    def showturtle(self) -> None:
        """Let the turtle be seen."""
        self._visible = True
        self._did("show", visible=True)

    def hideturtle(self) -> None:
        """Draw unseen."""
        self._visible = False
        self._did("show", visible=False)

    def isvisible(self) -> bool:
        """Whether the turtle is seen."""
        return self._visible

    def clear(self) -> None:
        """Wipe away what this turtle has drawn."""
        self._did("clear")

    def reset(self) -> None:
        """Wipe away what this turtle has drawn and start in the middle."""
        self.clear()
        self.penup()
        self.home()
        self.pensize(1)
        self.color("black")
        self.pendown()

    def position(self) -> Point:
        """Where it is: x and y."""
        return self._at

    def xcor(self) -> float:
        """How far to the right of the middle it is."""
        return self._at[0]

    def ycor(self) -> float:
        """How far above the middle it is."""
        return self._at[1]

    def heading(self) -> float:
        """Which way it looks, in degrees."""
        return self._heading

    def distance(self, x: Any, y: float | None = None) -> float:
        """How many steps it is to a point or another turtle."""
        return math.dist(self._at, _place(x, y, "distance"))

    def towards(self, x: Any, y: float | None = None) -> float:
        """Which way a point or another turtle is, in degrees."""
        there = _place(x, y, "towards")
        return math.degrees(math.atan2(there[1] - self._at[1], there[0] - self._at[0])) % 360

    def speed(self, speed: Any = None) -> int:  # noqa: ARG002
        """Taken and left aside: who looks on chooses the speed beside the stage."""
        return 0

    def shape(self, name: Any = None) -> str:  # noqa: ARG002
        """Taken and left aside: it is always a turtle."""
        return "turtle"

    fd, bk, backward, rt, lt = forward, back, back, right, left
    setpos = setposition = goto
    seth, pu, up, pd, down, width = setheading, penup, penup, pendown, pendown, pensize
    pos, st, ht = position, showturtle, hideturtle


Pen = RawTurtle = Turtle


def _one(colors: tuple[Any, ...]) -> Any:
    """A colour given as one value or as three numbers."""
    return colors[0] if len(colors) == 1 else colors


def _place(x: Any, y: float | None, what: str) -> Point:
    if isinstance(x, Turtle):
        return x.position()
    across, up = x if y is None and isinstance(x, tuple | list) else (x, y)
    return number(across, what), number(up, what)


class _Screen:
    """What stands for the window."""

    def bgcolor(self, *color: Any) -> None:
        """Paint the ground."""
        if color:
            now().add("ground", color=colour(_one(color)))

    def __getattr__(self, name: str) -> Any:
        # Titles, sizes, tracer, update, mainloop: what a window would do, and a stage needs not.
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *_args, **_kwargs: None


_screen = _Screen()


def Screen() -> _Screen:  # noqa: N802 - turtle's own name
    """What stands for the window; only its `bgcolor` does something."""
    return _screen


bgcolor = _screen.bgcolor


def done() -> None:
    """Taken and left aside: there is no window to keep open."""


mainloop = exitonclick = done


def _function(name: str) -> Any:
    method = getattr(Turtle, name)

    def call(*args: Any, **kwargs: Any) -> Any:
        recording = now()
        if recording.nameless is None:
            recording.nameless = Turtle()
        return method(recording.nameless, *args, **kwargs)

    call.__name__, call.__doc__ = name, method.__doc__
    return call


_COMMANDS = [name for name in vars(Turtle) if not name.startswith("_")]
globals().update({name: _function(name) for name in _COMMANDS})
__all__ = ["Pen", "RawTurtle", "Screen", "Turtle", "bgcolor", "done", "exitonclick", "mainloop", *_COMMANDS]  # noqa: PLE0604
