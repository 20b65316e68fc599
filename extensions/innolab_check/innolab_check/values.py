"""Looking at the pupil's values safely: whatever they are, the pupil gets a sentence and never a crash of the check."""

from __future__ import annotations

import difflib
import math
import types
from collections.abc import Iterable
from typing import Any

from innolab_check.pupil import names
from innolab_check.texts import Texts, say, shown
from innolab_check.verdicts import fail


def variable(name: str) -> Any:
    """The pupil's variable; if it is not there the check ends with the nearest name as advice."""
    there = names()
    if name not in there:
        near = nearest(name, own_names(there))
        fail("variable_misspelt" if near else "variable_missing", name=name, near=near)
    if there[name] is None:
        fail("still_none", name=name)
    return there[name]


def answer(name: str) -> Any:
    """What the pupil answered in a form: a choice, several of them, a number, or the columns of a table.

    If nothing was answered yet, or a table has gaps, the check ends.
    """
    value = names().get(name)
    if value is None or value in ("", [], {}):
        fail("answer_missing")
    gaps = sum(column.count(None) for column in value.values()) if isinstance(value, dict) else 0
    if gaps:
        fail("answer_gaps", gaps=gaps)
    return value


def number(name: str) -> float:
    """The pupil's variable as a number."""
    value = variable(name)
    if isinstance(value, str):
        fail("number_as_text", name=name, got=shown(value))
    found = as_number(value)
    if found is None:
        fail("wrong_kind", name=name, expected=say("kind.number"), got=kind_of(value))
    if math.isnan(found):
        fail("not_a_number", name=name)
    if math.isinf(found):
        fail("infinite", name=name)
    return found


def text(name: str) -> str:
    """The pupil's variable as text."""
    value = variable(name)
    if not isinstance(value, str):
        fail("wrong_kind", name=name, expected=say("kind.text"), got=kind_of(value))
    return str(value)


def table(name: str, *columns: str) -> Any:
    """The pupil's variable as a pandas table that has these columns."""
    value = variable(name)
    if not _is_pandas(value, "DataFrame"):
        fail("wrong_kind", name=name, expected=say("kind.table"), got=kind_of(value))
    there = [str(column) for column in value.columns]
    for column in columns:
        if column not in there:
            fail("column_missing", name=name, column=column, columns=", ".join(there))
    return value


def series(name: str) -> Any:
    """The pupil's variable as a pandas series."""
    value = variable(name)
    if not _is_pandas(value, "Series"):
        fail("wrong_kind", name=name, expected=say("kind.series"), got=kind_of(value))
    return value


def near(value: object, target: float, within: float = 0.05) -> bool:
    """Whether a value is a number close enough to the target."""
    found = as_number(value)
    return found is not None and abs(found - target) <= within


def same_values(mine: object, target: Iterable[object], within: float = 1e-6) -> bool:
    """Whether two rows of numbers are alike one by one; missing values match missing values."""
    ours, theirs = _numbers(mine), _numbers(target)
    if ours is None or theirs is None or len(ours) != len(theirs):
        return False
    return all(
        a == b or abs(a - b) <= within or (math.isnan(a) and math.isnan(b)) for a, b in zip(ours, theirs, strict=True)
    )


def as_number(value: object) -> float | None:
    """A plain number from an int, a float or numpy's kinds of them; None for all else, truth values too."""
    kind = type(value)
    if isinstance(value, bool | str | bytes) or (kind.__module__ == "numpy" and kind.__name__ in ("bool", "bool_")):
        return None
    if not isinstance(value, int | float) and kind.__module__ != "numpy":
        return None
    try:
        if getattr(value, "shape", ()) != () or isinstance(value, complex):
            return None
        return float(value)  # type: ignore[arg-type]
    except Exception:  # noqa: BLE001 - too big an int, or a number class of the pupil's own
        return None


def _numbers(values: object) -> list[float] | None:
    try:
        found = [as_number(value) for value in list(values)]  # type: ignore[call-overload]
    except Exception:  # noqa: BLE001 - not a row of anything
        return None
    numbers = [value for value in found if value is not None]
    return numbers if len(numbers) == len(found) else None


def kind_of(value: object) -> Texts:
    """What a value is, in plain words."""
    if value is None:
        return say("kind.none")
    if isinstance(value, bool):
        return say("kind.truth", {"value": str(value)})
    for kind, found in (
        ("number", as_number(value) is not None),
        ("text", isinstance(value, str)),
        ("list", isinstance(value, list | tuple | set)),
        ("dict", isinstance(value, dict)),
        ("table", _is_pandas(value, "DataFrame")),
        ("series", _is_pandas(value, "Series")),
        ("function", isinstance(value, types.FunctionType | types.BuiltinFunctionType | types.MethodType)),
    ):
        if found:
            return say(f"kind.{kind}")
    return say("kind.other", {"value": shown(value)})


def _is_pandas(value: object, name: str) -> bool:
    """Whether a value is of a pandas class, found without importing pandas."""
    return any(cls.__name__ == name and cls.__module__.startswith("pandas") for cls in type(value).__mro__)


def nearest(word: str, known: Iterable[object]) -> str | None:
    """The known word that `word` was probably meant to be."""
    return next(iter(difflib.get_close_matches(word, [str(k) for k in known], n=1, cutoff=0.6)), None)


def own_names(there: dict[str, Any]) -> list[str]:
    """Names a pupil may have meant: no private ones, no modules, nothing of this package."""
    return [
        name
        for name, value in there.items()
        if not name.startswith("_")
        and not isinstance(value, types.ModuleType)
        and not str(getattr(value, "__module__", "")).startswith("innolab_check")
        and name not in ("In", "Out", "exit", "quit", "get_ipython", "open")
    ]
