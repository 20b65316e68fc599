"""Answers without code: a choice, a number with a unit, a table to fill.

The pupil sees a form, the notebook a line of Python such as `season = "winter"`. So an answer is checked, graded and
known when wrong as code is. Its words are messages of messages.toml, below the name of the variable.
"""

from __future__ import annotations

import ast
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError

from innolab_modules.manifest import Strict
from innolab_modules.saying import Said, say

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
LABEL = "label"
UNIT = "unit"


class Choice(Strict):
    """One of several answers, or some of them."""

    kind: Literal["choice"]
    """A choice."""
    options: Annotated[list[Key], Field(min_length=2)]
    """The answers to choose from, in their order."""
    many: bool = False
    """Whether several may be chosen; the value is then a list."""

    @property
    def words(self) -> list[str]:
        """The messages it needs besides its label."""
        return self.options

    def takes(self, value: object) -> bool:
        """Whether a pupil can give this value."""
        if self.many:
            return isinstance(value, list) and bool(value) and set(value) <= set(self.options)
        return value in self.options


class Number(Strict):
    """A number, with a point or a comma; its unit is the message `unit`, if there is one."""

    kind: Literal["number"]
    """A number."""

    @property
    def words(self) -> list[str]:
        """The messages it needs besides its label."""
        return []

    def takes(self, value: object) -> bool:
        """Whether a pupil can give this value."""
        return isinstance(value, int | float) and not isinstance(value, bool)


class Table(Strict):
    """A table to fill. The value is a dictionary of its columns, each a list in the order of the rows."""

    kind: Literal["table"]
    """A table."""
    columns: Annotated[list[Key], Field(min_length=1)]
    """The columns to fill."""
    rows: Annotated[list[Key], Field(min_length=1)]
    """The rows."""
    written: list[Key] = []
    """The columns that take words; the others take numbers."""

    @property
    def words(self) -> list[str]:
        """The messages it needs besides its label."""
        return [*self.columns, *self.rows]

    def takes(self, value: object) -> bool:
        """Whether a pupil can give this value."""
        return (
            isinstance(value, dict)
            and set(value) == set(self.columns)
            and all(isinstance(column, list) and len(column) == len(self.rows) for column in value.values())
        )


Form = Annotated[Choice | Number | Table, Field(discriminator="kind")]
_FORM: TypeAdapter[Choice | Number | Table] = TypeAdapter(Form)


def read_form(data: Any) -> tuple[Choice | Number | Table | None, list[Said]]:
    """The form that a cell's `innolab.answer` describes, or what is wrong with it."""
    try:
        return _FORM.validate_python(data), []
    except ValidationError as error:
        return None, [_wrong(detail["loc"], detail["msg"]) for detail in error.errors(include_url=False)]


def _wrong(loc: tuple[int | str, ...], cause: str) -> Said:
    # The first part is the kind, by which pydantic chose the model.
    key = ".".join(["answer", *(str(part) for part in loc[1:])])
    return say('"{key}" is not right: {cause}', key=key, cause=cause)


def wrong_with_source(form: Choice | Number | Table, starter: str, solved: str) -> list[Said]:
    """The starter gives the answer's name no value, the solution one that pupils can give."""
    name = variable(starter)
    if name is None:
        return [say('an answer starts as one line: its name and "= None"')]
    try:
        given = [ast.literal_eval(node.value) for node in ast.parse(solved).body if isinstance(node, ast.Assign)]
    except (SyntaxError, ValueError):
        given = []
    if not given or not form.takes(given[-1]):
        return [say("the solution is no value that a pupil can give with this answer")]
    return []


def variable(starter: str) -> str | None:
    """The variable that an answer's starter, `name = None`, gives the answer to."""
    name, _, value = starter.strip().partition(" = ")
    return name if value == "None" and name.isidentifier() else None


def message_keys(form: Choice | Number | Table, starter: str) -> list[str]:
    """The messages an answer's form needs."""
    return [f"{variable(starter)}.{word}" for word in (LABEL, *form.words)]


def for_player(form: Choice | Number | Table, starter: str, messages: dict[str, dict[str, str]]) -> dict[str, Any]:
    """The form as the notebook carries it: with its words in each language."""
    name = variable(starter)
    words = {key.partition(".")[2]: text for key, text in messages.items() if key.startswith(f"{name}.")}
    return {**form.model_dump(), "name": name, "words": words}
