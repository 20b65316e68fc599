"""What a pupil's page hears of its lesson: how it stands, and what the teacher says to this pupil."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from ninja import Schema

from innolab_portal.lessons.models import Hand, Lesson, Look, Note
from innolab_portal.lessons.talking import LOOK_LASTS

ASKER = "innolab.asker"
"""The key in a request's environment under which the route tells the pk of the pupil who asks; None: no pupil."""


class HandOut(Schema):
    """The pupil's own hand, up."""

    step: str
    raised_at: dt.datetime
    seen_at: dt.datetime | None


class NoteOut(Schema):
    """A note the pupil has not read."""

    id: int
    text: str
    sent_at: dt.datetime


class RoomOut(Schema):
    """The lesson room as this pupil's page shows it. A teacher who asks hears what goes for all."""

    paused_at: dt.datetime | None = None
    open_steps: int | None = None
    hand: HandOut | None = None
    notes: list[NoteOut] = []
    watched: bool = False
    """A teacher looks at the work now, so the pupil's server sends it."""


class StateOut(Schema):
    """Whether the lesson runs, until when, and what is said in its room."""

    state: Lesson.State
    opens_at: dt.datetime
    closes_at: dt.datetime | None
    now: dt.datetime
    room: RoomOut


@dataclass(frozen=True, slots=True)
class Heard:
    """A lesson with all that its pupils' pages hear, read once for all of them."""

    lesson: Lesson
    hands: dict[int, Hand] = field(default_factory=dict)
    notes: dict[int, list[Note]] = field(default_factory=dict)
    looked_at: dict[int, dt.datetime] = field(default_factory=dict)

    def by(self, pupil_id: int | None, now: dt.datetime) -> StateOut:
        """What one pupil hears; None: somebody who is no pupil."""
        lesson, state = self.lesson, self.lesson.state(now)
        room = RoomOut(paused_at=lesson.paused_at, open_steps=lesson.open_steps)
        if state != Lesson.State.OPEN:
            room.paused_at = None
        if pupil_id is not None:
            hand = self.hands.get(pupil_id) if state == Lesson.State.OPEN else None
            room.hand = None if hand is None else HandOut.from_orm(hand)
            room.notes = [NoteOut.from_orm(note) for note in self.notes.get(pupil_id, [])]
            asked = self.looked_at.get(pupil_id)
            room.watched = asked is not None and now - asked < LOOK_LASTS
        return StateOut(state=state, opens_at=lesson.opens_at, closes_at=lesson.closes_at, now=now, room=room)


def read(lesson: Lesson, pupil_id: int | None = None) -> Heard:
    """All that is said in a lesson, or only what is said to one pupil."""
    of = {"lesson": lesson} if pupil_id is None else {"lesson": lesson, "pupil": pupil_id}
    notes: dict[int, list[Note]] = defaultdict(list)
    for note in Note.objects.filter(**of, read_at=None):
        notes[note.pupil_id].append(note)
    return Heard(
        lesson,
        {hand.pupil_id: hand for hand in Hand.objects.filter(**of)},
        notes,
        dict(Look.objects.filter(**of).values_list("pupil_id", "asked_at")),
    )
