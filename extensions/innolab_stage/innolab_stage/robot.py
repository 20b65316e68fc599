"""A robot on a grid with walls and things to pick up.

An author draws a world once, in the setup cell; the pupil's code enters it and moves:

    from robot import *
    world("corridor", '''
        #######
        #>..o.#
        #######
    ''')

    enter("corridor")
    move()
    if wall_ahead():
        turn_right()

`#` is a wall, `.` free, `o` a thing to pick up, `*` a goal, and `> ^ < v` the robot, by where it looks.
"""

from __future__ import annotations

from innolab_check.texts import shown
from innolab_check.values import nearest

from innolab_stage.recording import StageError, now

WAYS = {">": (1, 0), "^": (0, -1), "<": (-1, 0), "v": (0, 1)}
ROUND = ">^<v"
"""The ways, each a turn to the left of the one before."""
LARGEST = 30
_worlds: dict[str, list[str]] = {}


class Robot:
    """A robot in a world: where it is, where it looks, what it has picked up."""

    def __init__(self, name: str, rows: list[str]) -> None:
        self.name = name
        self.rows = rows
        self.things = _places(rows, "o")
        self.goals = _places(rows, "*")
        (self.at,) = _places(rows, ROUND)
        self.way = rows[self.at[1]][self.at[0]]
        self.picked: list[tuple[int, int]] = []
        self.visited = [self.at]
        self.bumped = False

    def ahead(self) -> tuple[int, int]:
        """The square before it."""
        across, down = WAYS[self.way]
        return self.at[0] + across, self.at[1] + down

    def is_wall(self, place: tuple[int, int]) -> bool:
        """Whether a square is a wall; around the world all is."""
        x, y = place
        return not (0 <= y < len(self.rows) and 0 <= x < len(self.rows[y])) or self.rows[y][x] == "#"

    def turned(self, by: int) -> None:
        """Turn by so many quarters to the left."""
        self.way = ROUND[(ROUND.index(self.way) + by) % len(ROUND)]


def _places(rows: list[str], signs: str) -> list[tuple[int, int]]:
    return [(x, y) for y, row in enumerate(rows) for x, sign in enumerate(row) if sign in signs]


def world(name: str, drawing: str) -> None:
    """Draw a world under a name, a line for each row; for the activity's author."""
    rows = [line.strip() for line in drawing.strip().splitlines()]
    if len({len(row) for row in rows}) != 1 or max(len(rows), len(rows[0])) > LARGEST:
        raise ValueError(f"all rows of a world are equally long, and at most {LARGEST} each way")
    if unknown := set("".join(rows)) - set("#.o*" + ROUND):
        raise ValueError(f"a world has no sign {''.join(sorted(unknown))}")
    if len(_places(rows, ROUND)) != 1:
        raise ValueError("a world has one robot: > ^ < or v")
    _worlds[name] = rows


def enter(name: str) -> None:
    """Put the robot at the start of a world."""
    if name not in _worlds:
        near = nearest(str(name), _worlds)
        raise StageError("stage_world", name=shown(name), near=near or ", ".join(_worlds))
    recording = now()
    recording.robot = Robot(name, _worlds[name])
    recording.add("enter", name=name, rows=recording.robot.rows)


def move() -> None:
    """Go to the square ahead; into a wall the robot bumps, and the code ends there."""
    robot = _robot()
    if robot.is_wall(robot.ahead()):
        robot.bumped = True
        now().add("bump")
        raise StageError("stage_bump")
    now().add("go", to=robot.ahead())
    robot.at = robot.ahead()
    robot.visited.append(robot.at)


def turn_left() -> None:
    """Turn a quarter to the left."""
    _turn(1)


def turn_right() -> None:
    """Turn a quarter to the right."""
    _turn(-1)


def _turn(by: int) -> None:
    robot = _robot()
    robot.turned(by)
    now().add("turn", by=90 * by)


def pick_up() -> None:
    """Pick up what lies on this square; where nothing lies the code ends."""
    robot = _robot()
    if robot.at not in robot.things:
        now().add("nothing")
        raise StageError("stage_nothing_here")
    robot.things.remove(robot.at)
    robot.picked.append(robot.at)
    now().add("pick", at=robot.at)


def wall_ahead() -> bool:
    """Whether the next move would bump."""
    robot = _robot()
    return robot.is_wall(robot.ahead())


def on_thing() -> bool:
    """Whether there is something to pick up here."""
    return _robot().at in _robot().things


def at_goal() -> bool:
    """Whether this is a goal square."""
    return _robot().at in _robot().goals


def _robot() -> Robot:
    robot: Robot | None = now().robot
    if robot is None:
        raise StageError("stage_no_world", names=", ".join(_worlds))
    return robot


__all__ = ["at_goal", "enter", "move", "on_thing", "pick_up", "turn_left", "turn_right", "wall_ahead", "world"]
