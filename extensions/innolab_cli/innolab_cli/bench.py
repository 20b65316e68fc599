"""`./innolab bench NAME`: what each bench is called and takes; the benches themselves are in benchmarks/.

A new bench: its options in `add_to`, its call in `run`, its measuring in a file of benchmarks/.
"""

from __future__ import annotations

import argparse
import signal
from pathlib import Path
from typing import Any

from innolab_cli.words import _


def add_to(commands: Any) -> None:
    """The command line of each bench."""
    benches = commands.add_parser("bench", help=_("measure InnoLab beside the stock tools")).add_subparsers(
        dest="bench", required=True
    )
    form = argparse.ArgumentParser(add_help=False)
    form.add_argument("--json", action="store_true", help=_("one JSON object as the last line"))
    form.add_argument("--repeat", type=positive, help=_("how often; the middle figure counts"))
    class_form = argparse.ArgumentParser(add_help=False)
    class_form.add_argument("--pupils", type=positive, default=30, help=_("how many pupils come at once (30)"))

    class_start = benches.add_parser(
        "class-start", parents=[form, class_form], help=_("a class opens an activity at the same moment")
    )
    class_start.add_argument("--ahead", action="store_true", help=_("also stock JupyterHub with servers started ahead"))
    class_start.add_argument(
        "--curve", type=numbers, default=[], help=_("InnoLab alone with so many pupils, for example 10,30,60,100")
    )
    class_start.add_argument("--plot", type=Path, help=_("draw the curve into this SVG file"))
    benches.add_parser("one-pupil", parents=[form], help=_("one pupil opens an activity"))
    benches.add_parser("sign-in", parents=[form, class_form], help=_("a class signs in at the same moment"))
    benches.add_parser("autograde", parents=[form, class_form], help=_("the notebooks of a class are graded"))
    benches.add_parser("hand-in", parents=[form, class_form], help=_("from a hand-in to its result"))
    pages = benches.add_parser("pages", parents=[form], help=_("pages of a portal that serves a city"))
    pages.add_argument("--part", choices=["hand-in"], default="hand-in", help=_("which pages"))
    room = benches.add_parser("lesson-room", parents=[form], help=_("boards are open and pupils at work"))
    room.add_argument("--pupils", type=positive, default=1200, help=_("how many pupils, thirty to a board (1200)"))
    room.add_argument("--seconds", type=positive, default=60, help=_("for how long (60)"))


def run(options: argparse.Namespace) -> int:
    """Run a bench; exit code 0 whether or not everything is reached."""
    # Imported here: no other command needs what the benches need.
    from benchmarks import autograde, class_start, hand_in, lesson_room, pages, sign_in  # noqa: PLC0415

    # However the bench is broken off, what it started is ended.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if options.bench == "class-start":
        report = class_start.class_start(
            pupils=options.pupils,
            repeat=options.repeat or 1,
            ahead=options.ahead,
            curve=options.curve,
            plot=options.plot,
        )
    elif options.bench == "one-pupil":
        report = class_start.one_pupil(repeat=options.repeat or 3)
    elif options.bench == "autograde":
        report = autograde.autograde(pupils=options.pupils, repeat=options.repeat or 1)
    elif options.bench == "pages":
        report = pages.pages(part=options.part, repeat=options.repeat or 100)
    elif options.bench == "hand-in":
        report = hand_in.hand_in(pupils=options.pupils, repeat=options.repeat or 1)
    elif options.bench == "lesson-room":
        report = lesson_room.lesson_room(pupils=options.pupils, seconds=options.seconds, repeat=options.repeat or 1)
    else:
        report = sign_in.sign_in(pupils=options.pupils, repeat=options.repeat or 1)
    if options.json:
        print(report.as_json(), flush=True)
    return 0


def positive(text: str) -> int:
    """A number of pupils or of times."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(_("must be at least 1"))
    return number


def numbers(text: str) -> list[int]:
    """Numbers with commas between them."""
    return [positive(part) for part in text.split(",")]
