"""What the robot did in the pupil's last cell, to be checked."""

from __future__ import annotations

from dataclasses import dataclass

from innolab_stage.recording import now

Place = tuple[int, int]
"""Column and row of a square, counted from the upper left corner, from 0."""


@dataclass(frozen=True)
class Journey:
    """The robot's way through its world; all empty when it never entered one."""

    world: str
    path: tuple[Place, ...]
    """Each square it was on, the first included."""
    picked: tuple[Place, ...]
    """Where it picked something up, in that order."""
    left: tuple[Place, ...]
    """Where something still lies."""
    looks: str
    """Where it looks in the end: > ^ < v."""
    bumped: bool
    """Whether it ended at a wall."""
    at_goal: bool
    """Whether it stands on a goal."""
    turns: int
    """How often it turned a quarter."""

    @property
    def end(self) -> Place | None:
        """Where it stands in the end."""
        return self.path[-1] if self.path else None


def journey() -> Journey:
    """The robot's way in the pupil's last cell; inside `sketch()`, what was done there."""
    recording = now()
    robot = recording.robot
    if robot is None:
        return Journey("", (), (), (), "", bumped=False, at_goal=False, turns=0)
    turns = sum(event["do"] == "turn" for event in recording.events)
    return Journey(
        robot.name,
        tuple(robot.visited),
        tuple(robot.picked),
        tuple(robot.things),
        robot.way,
        bumped=robot.bumped,
        at_goal=robot.at in robot.goals,
        turns=turns,
    )
