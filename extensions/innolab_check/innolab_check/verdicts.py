"""What a check says: not passed, passed, or could not judge, each as one bundle for the player and one short line.

CheckFailed(AssertionError)   the pupil's work is not there yet; nbgrader sees a failing test
CannotJudge(Exception)        the fault is not the pupil's; never costs points by itself
"""

from __future__ import annotations

import sys
from typing import Any, NoReturn

from innolab_check.texts import Texts, has, language, say

MIME = "application/vnd.innolab.check+json"
PARTS = ("message", "expected", "got", "tip")


class _Spoken(Exception):  # noqa: N818 - the two verdicts below are the names people meet
    """An exception that has been said in the pupil's words already, so its traceback is one line."""

    def __init__(self, bundle: dict[str, Any]) -> None:
        self.bundle = bundle
        super().__init__(self._line())

    def _line(self) -> str:
        return str(self.bundle["title"][language()])

    def _render_traceback_(self) -> list[str]:
        """Read by IPython in place of a traceback."""
        return [f"{type(self).__name__}: {self}"]


class CheckFailed(_Spoken, AssertionError):  # noqa: N818
    """The pupil's work is not there yet."""


class CannotJudge(_Spoken):
    """The check could not tell."""


def fail(key: str, /, *, line: int | None = None, **params: object) -> NoReturn:
    """Say the message `key` (its parts key.title, .message, .expected, .got, .tip) and end the check as not passed."""
    bundle = _bundle("not_passed", key, line, params)
    _show(bundle)
    raise CheckFailed(bundle) from None


def expect(condition: object, key: str, /, *, line: int | None = None, **params: object) -> None:
    """Go on if the condition holds; else `fail` with the message `key`."""
    if not holds(condition):
        fail(key, line=line, **params)


def passed(key: str = "passed", /, **params: object) -> None:
    """Say what went right, at the end of a check."""
    _show(_bundle("passed", key, None, params))


def cannot_judge(key: str = "unjudged", /, **params: object) -> NoReturn:
    """End the check without a verdict: something other than the pupil's work is in the way."""
    bundle = _bundle("unjudged", key, None, params)
    _show(bundle)
    raise CannotJudge(bundle) from None


def holds(condition: object) -> bool:
    """Whether a condition is true; one answer for each row counts as true if all are; what can't be told is false."""
    try:
        return bool(condition)
    except Exception:  # noqa: BLE001 - pandas, numpy and pupils' classes raise all sorts
        try:
            return bool(condition.all())  # type: ignore[attr-defined]
        except Exception:  # noqa: BLE001
            return False


def _bundle(verdict: str, key: str, line: int | None, params: dict[str, object]) -> dict[str, Any]:
    parts = {part: say(f"{key}.{part}", params) if has(f"{key}.{part}") else None for part in PARTS}
    parts["message"] = parts["message"] or dict.fromkeys(("fi", "sv", "en"), "")
    return {"verdict": verdict, "key": key, "title": _title(verdict, key, params), **parts, "line": line}


def _title(verdict: str, key: str, params: dict[str, object]) -> Texts:
    """The verdict in words, then the message's own title: "Ei vielä: käyrä hyppii yhä"."""
    first = say(f"verdict.{verdict}")
    if not has(f"{key}.title"):
        return first
    own = say(f"{key}.title", params)
    between = " " if verdict == "passed" else ": "
    return {code: first[code] + between + (_capital(own[code]) if verdict == "passed" else own[code]) for code in first}


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _show(bundle: dict[str, Any]) -> None:
    """Send the bundle to the page, with plain text beside it for other notebooks. Without IPython there is no page."""
    if "IPython" not in sys.modules:
        return
    from IPython.display import display  # noqa: PLC0415 - heavy, and not always there

    said = [bundle["title"], bundle["message"], bundle["tip"]]
    plain = "\n".join(texts[language()] for texts in said if texts and texts[language()])
    display({MIME: bundle, "text/plain": plain}, raw=True)  # type: ignore[no-untyped-call]
