"""What an InnoLab activity imports in the kernel: checks with a learner's message, errors in plain words.

An activity's setup cell calls `start()`; labels use `t("key")`; check cells look at the pupil's values and say what
they find:

    from innolab_check import expect, near, number, passed
    difference = number("difference")                       # missing, text, nan: said by itself
    expect(near(difference, 1.2), "difference_wrong", got=difference)   # title, message, expected, got, tip
    passed("difference_right", got=difference)

Words come from messages.json beside the notebook, keys such as `difference_wrong.title`. No dependencies.
"""

from __future__ import annotations

from pathlib import Path

from innolab_check import plain_words as _plain_words
from innolab_check import pupil as _pupil
from innolab_check.pupil import Drawing, Line, drawn, line_of, printed, source
from innolab_check.texts import language, read_messages, say, shown, t, use_language
from innolab_check.values import answer, as_number, kind_of, near, number, same_values, series, table, text, variable
from innolab_check.verdicts import CannotJudge, CheckFailed, cannot_judge, expect, fail, passed

__all__ = [
    "CannotJudge",
    "CheckFailed",
    "Drawing",
    "Line",
    "answer",
    "as_number",
    "cannot_judge",
    "drawn",
    "expect",
    "fail",
    "kind_of",
    "language",
    "line_of",
    "near",
    "number",
    "passed",
    "printed",
    "same_values",
    "say",
    "series",
    "shown",
    "source",
    "start",
    "t",
    "table",
    "text",
    "use_language",
    "variable",
]


def start(language: str | None = None, messages: str | Path = "messages.json") -> None:
    """Make this kernel ready: read the messages, speak plain words about errors, remember prints and plots.

    The player calls it with the pupil's language; an activity's setup cell without one, which keeps the language.
    """
    read_messages(messages)
    if language is not None:
        use_language(language)
    ip = _pupil.shell()
    if ip is not None:
        _plain_words.install(ip)
        _pupil.watch(ip)
