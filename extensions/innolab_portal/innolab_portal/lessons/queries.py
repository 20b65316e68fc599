"""What is known of lessons: who may see which, a pupil's day, a teacher's day, the board."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Exists, Q, QuerySet
from django.urls import reverse

from innolab_portal.errors import NotFound
from innolab_portal.lessons import board, errors, marks
from innolab_portal.lessons.models import Hand, Idea, Lesson, Progress
from innolab_portal.library.models import Activity
from innolab_portal.library.texts import in_language, reading_language
from innolab_portal.people.animals import name_of
from innolab_portal.people.models import Role, SchoolClass, User
from innolab_portal.people.queries import classes_of, is_member

Step = dict[str, Any]
_OVER = {"done", "unjudged"}


def steps_of(activity: Activity) -> list[Step]:
    """The activity's steps in order: [{id, title{fi,sv,en}, max_points}]; an app has none."""
    steps: list[Step] = activity.manifest.get("steps", [])
    return steps


def must_teach(user: User, school_class: SchoolClass) -> None:
    """Stop whoever does not teach the class."""
    if user.role != Role.TEACHER or not is_member(user=user, class_key=school_class.key):
        raise errors.NotTheirClass


def _lessons() -> QuerySet[Lesson]:
    """Lessons with class, activity and module version, without the version's long texts."""
    version = "activity__module_version"
    lessons = Lesson.objects.select_related("school_class", version)
    return lessons.defer(*(f"{version}__{field}" for field in ("manifest", "guides", "search_text")))


def lesson_for(user: User, lesson_id: str) -> Lesson:
    """The lesson, for a teacher or pupil of its class; raises NotFound or NotTheirClass."""
    lesson = _lessons().filter(pk=lesson_id).first()
    if lesson is None:
        raise NotFound
    if user.role not in {Role.TEACHER, Role.PUPIL} or not is_member(user=user, class_key=lesson.school_class_id):
        raise errors.NotTheirClass
    if user.role == Role.PUPIL and not _is_for(lesson, user):
        raise errors.NotTheirClass
    return lesson


def _is_for(lesson: Lesson, pupil: User) -> bool:
    chosen = set(lesson.chosen.values_list("pk", flat=True))
    return not chosen or pupil.pk in chosen


def _for_pupil(pupil: User) -> Q:
    """Lessons of the pupil's classes, less those that are for others of the class."""
    return Q(school_class__in=classes_of(user=pupil)) & (Q(chosen__isnull=True) | Q(chosen=pupil))


def lesson_taught_by(user: User, lesson_id: str) -> Lesson:
    """The lesson, for a teacher of its class; raises NotFound or NotTheirClass."""
    lesson = lesson_for(user, lesson_id)
    if user.role != Role.TEACHER:
        raise errors.NotTheirClass
    return lesson


def class_taught_by(user: User, class_key: str) -> SchoolClass:
    """The class, for one of its teachers; raises NotFound or NotTheirClass."""
    school_class = SchoolClass.objects.filter(pk=class_key).first()
    if school_class is None:
        raise NotFound
    must_teach(user, school_class)
    return school_class


def lessons_for(user: User, now: dt.datetime, class_key: str | None = None) -> QuerySet[Lesson]:
    """A teacher's lessons, or those of a pupil that have opened, newest first."""
    if user.role == Role.PUPIL:
        lessons = _lessons().filter(_for_pupil(user), opens_at__lte=now)
    elif user.role == Role.TEACHER:
        lessons = _lessons().filter(school_class__in=classes_of(user=user))
    else:
        return Lesson.objects.none()
    return lessons.filter(school_class=class_key) if class_key else lessons


@dataclass(frozen=True, slots=True)
class PupilLesson:
    """A lesson as its pupil meets it."""

    lesson: Lesson
    stops: tuple[board.Stop, ...]
    next_step: str
    """The title of the step that comes next, in the pupil's language; empty when all is done."""
    mark: marks.Mark | None
    url: str

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(stop.look == "done" for stop in self.stops)

    @property
    def next_number(self) -> int:
        """The number of the step that comes next; 0 when all is done."""
        here = next((stop.number for stop in self.stops if stop.here), 0)
        return here or next((stop.number for stop in self.stops if stop.look not in _OVER), 0)

    @property
    def begun(self) -> bool:
        """Whether the pupil has been there."""
        return any(stop.look != "new" for stop in self.stops)

    @property
    def late_is_taken(self) -> bool:
        """Of a lesson that is over: whether work that was not handed in may still come."""
        return self.lesson.late_allowed and not self.mark and self.lesson.activity.kind != Activity.Kind.APP


@dataclass(frozen=True, slots=True)
class PupilDay:
    """What a pupil's home shows."""

    running: list[PupilLesson]
    coming: list[PupilLesson]
    earlier: list[PupilLesson]
    earlier_count: int

    @property
    def version(self) -> str:
        """Changes when a lesson comes, starts or ends: the page then draws itself anew."""
        shown = [x.lesson.pk for x in self.running], [x.lesson.pk for x in self.coming]
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def pupil_day(pupil: User, now: dt.datetime, *, earlier: int = 6) -> PupilDay:
    """Today for a pupil: what runs, what comes, the latest of what was."""
    mine = _lessons().filter(_for_pupil(pupil))
    is_over = Q(closes_at__lte=now)
    running = list(mine.filter(opens_at__lte=now).exclude(is_over).order_by("-opens_at"))
    coming = list(mine.filter(opens_at__gt=now).exclude(is_over).order_by("opens_at"))
    over = mine.filter(is_over).filter(opens_at__lte=now).order_by("-closes_at")
    over_now = list(over[:earlier])
    shown = [*running, *coming, *over_now]
    ids = [lesson.pk for lesson in shown]
    progress = {p.lesson_id: p for p in Progress.objects.filter(pupil=pupil, lesson__in=ids)}
    handed_in = marks.hand_ins().marks(ids, pupil.pk)
    met = {
        lesson.pk: _pupil_lesson(lesson, progress.get(lesson.pk), handed_in.get((lesson.pk, pupil.pk)), now)
        for lesson in shown
    }
    return PupilDay(
        [met[x.pk] for x in running], [met[x.pk] for x in coming], [met[x.pk] for x in over_now], over.count()
    )


def pupil_url(lesson: Lesson, user: User) -> str:
    """Where the person does the activity: in the own server, in the player or as an app."""
    way = "app" if lesson.activity.kind == Activity.Kind.APP else "lesson"
    return f"/user/{user.username}/innolab/{way}/{lesson.pk}"


@dataclass(frozen=True, slots=True)
class TaughtLesson:
    """A lesson as its teacher sees it in a list."""

    lesson: Lesson
    state: Lesson.State
    to_review: int
    begun: int
    pupils: int
    hands: int = 0
    """How many hands are up."""


@dataclass(frozen=True, slots=True)
class TeacherDay:
    """What a teacher's home shows."""

    running: list[TaughtLesson]
    coming: list[TaughtLesson]
    to_review: list[TaughtLesson]
    classes: list[SchoolClass]
    ideas: int
    """How many of pupils' ideas wait to be read."""


def teacher_day(teacher: User, now: dt.datetime) -> TeacherDay:
    """Today for a teacher: what runs, what comes, whose work waits, the classes."""
    lessons = lessons_for(teacher, now)
    live = lessons.exclude(closes_at__lte=now)
    recent = lessons.filter(closes_at__lte=now, closes_at__gt=now - dt.timedelta(days=120)).order_by("-closes_at")
    taught = taught_lessons([*live, *recent[:60]], now)
    return TeacherDay(
        running=[t for t in taught if t.state == Lesson.State.OPEN],
        coming=sorted((t for t in taught if t.state == Lesson.State.PLANNED), key=lambda t: t.lesson.opens_at),
        to_review=[t for t in taught if t.state == Lesson.State.CLOSED and t.to_review],
        classes=list(classes_of(user=teacher).select_related("school")),
        ideas=ideas_for(teacher).filter(read_at=None).count(),
    )


def ideas_for(teacher: User) -> QuerySet[Idea]:
    """Ideas of pupils of the teacher's classes, the newest first."""
    ideas = Idea.objects.filter(lesson__school_class__in=classes_of(user=teacher))
    return ideas.select_related("lesson__school_class", "lesson__activity", "module_version", "pupil").defer(
        *(f"module_version__{field}" for field in ("guides", "search_text"))
    )


def idea_for(teacher: User, pk: int) -> Idea:
    """One of them; raises NotFound."""
    idea = ideas_for(teacher).filter(pk=pk).first()
    if idea is None:
        raise NotFound
    return idea


def taught_lessons(lessons: Sequence[Lesson], now: dt.datetime) -> list[TaughtLesson]:
    """The lessons with their counts, in six queries however many they are."""
    ids = [lesson.pk for lesson in lessons]
    waiting = marks.hand_ins().to_review(ids)
    begun = _counts(Progress.objects.filter(lesson__in=ids), "lesson_id")
    keys = {lesson.school_class_id for lesson in lessons}
    pupils = _counts(_pupils().filter(memberships__school_class__in=keys), "memberships__school_class_id")
    hands = _counts(Hand.objects.filter(lesson__in=ids), "lesson_id")
    chosen = _counts(Lesson.chosen.through.objects.filter(lesson__in=ids), "lesson_id")
    return [
        TaughtLesson(
            lesson,
            lesson.state(now),
            waiting.get(lesson.pk, 0),
            begun.get(lesson.pk, 0),
            chosen.get(lesson.pk) or pupils.get(lesson.school_class_id, 0),
            hands.get(lesson.pk, 0),
        )
        for lesson in lessons
    ]


def pupils_in(lesson: Lesson) -> QuerySet[User]:
    """Whom the lesson is for: the class, or those chosen of it."""
    chosen = lesson.chosen.all()
    return pupils_of_class(lesson.school_class_id).filter(Q(pk__in=chosen) | ~Exists(chosen))


def pupil_in(lesson: Lesson, username: str) -> User:
    """The pupil of the lesson by pseudonym; raises NotFound."""
    pupil = pupils_in(lesson).filter(username=username).first()
    if pupil is None:
        raise NotFound
    return pupil


def pupils_of_class(class_key: str) -> QuerySet[User]:
    """The pupils of a class."""
    return _pupils().filter(memberships__school_class=class_key)


def pupils_of_class_by_name(school_class: SchoolClass) -> list[board.Pupil]:
    """The class's pupils in the alphabet, by name."""
    return pupils_of_class_shown(school_class, animals=False)


def pupils_of_class_shown(school_class: SchoolClass, *, animals: bool) -> list[board.Pupil]:
    """The class's pupils in the alphabet, by name or by animal."""
    return _shown(pupils_of_class(school_class.key), animals=animals)


def pupils_of(lesson: Lesson, *, animals: bool) -> list[board.Pupil]:
    """The lesson's pupils in the alphabet, by name or by animal."""
    return _shown(pupils_in(lesson), animals=animals)


def _shown(found: QuerySet[User], *, animals: bool) -> list[board.Pupil]:
    pupils = list(found)
    names = {} if animals else board.short_names({p.pk: p.full_name for p in pupils})
    return board.in_alphabet(
        [
            board.Pupil(p.pk, p.username, names.get(p.pk) or name_of(p.alias, reading_language()), p.alias)
            for p in pupils
        ]
    )


@dataclass(frozen=True, slots=True)
class ListedPupil:
    """A pupil in the list of a class, for its teachers."""

    name: str
    animal: str


def class_list(school_class: SchoolClass) -> list[ListedPupil]:
    """The class's pupils with names and animals, in the alphabet."""
    pupils = list(pupils_of_class(school_class.key))
    return [ListedPupil(p.full_name, p.alias) for p in sorted(pupils, key=lambda p: board.alphabet(p.full_name))]


def lesson_board(lesson: Lesson, now: dt.datetime, *, animals: bool) -> board.Board:
    """The board of the lesson as it is now."""
    of_class = marks.hand_ins().marks([lesson.pk])
    return board.build(
        titles={step["id"]: in_language(step["title"]) for step in steps_of(lesson.activity)},
        pupils=pupils_of(lesson, animals=animals),
        progress={p.pupil_id: p for p in Progress.objects.filter(lesson=lesson)},
        hands={hand.pupil_id: hand for hand in lesson.hands.all()},
        marks={pupil: mark for (_lesson, pupil), mark in of_class.items()},
        now=now,
        running=lesson.state(now) == Lesson.State.OPEN,
    )


def _pupils() -> QuerySet[User]:
    return User.objects.filter(role=Role.PUPIL, is_active=True)


def _pupil_lesson(lesson: Lesson, progress: Progress | None, mark: marks.Mark | None, now: dt.datetime) -> PupilLesson:
    steps = steps_of(lesson.activity)
    stops = board.stops_of([step["id"] for step in steps], progress, now)
    mine = PupilLesson(lesson, stops, "", mark, reverse("open_lesson", args=[lesson.pk]))
    todo = mine.next_number
    return replace(mine, next_step=in_language(steps[todo - 1]["title"]) if todo else "")


def _counts(rows: QuerySet[Any], key: str) -> dict[str, int]:
    """How many rows by `key`."""
    return dict(rows.order_by().values_list(key).annotate(Count("pk", distinct=True)))
