"""module.toml and activity.toml as models.

The models are the format: reading, JSON Schema for editors and the tables of docs/reference/module-format.md come
from them, the text below a field being its description there. Unknown keys are refused: a typing error must not pass
in silence.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from innolab_modules import forms
from innolab_modules.blocks import Block
from innolab_modules.curriculum import Kind as IndexPart
from innolab_modules.curriculum import curriculum

Slug = Annotated[str, StringConstraints(pattern=forms.SLUG, max_length=60)]
"""A name for folders, addresses and nbgrader: small letters a-z, digits, single hyphens."""
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Version = Annotated[str, StringConstraints(pattern=forms.VERSION, max_length=20)]
FileName = Annotated[str, StringConstraints(pattern=forms.FILE_NAME, max_length=80)]
LANGUAGES = ("fi", "sv", "en")
SOURCE_LANGUAGE = "fi"


def _known_subject(key: str) -> str:
    return curriculum().known("subject", key)


def _known_transversal(key: str) -> str:
    return curriculum().known("transversal", key)


def _known_competence(key: str) -> str:
    return curriculum().known("competence", key)


def _choices(part: IndexPart) -> Callable[[dict[str, Any]], None]:
    """Lists the keys of the curriculum index in the schema, so that an editor can offer them."""

    def add(schema: dict[str, Any]) -> None:
        schema["enum"] = curriculum().keys(part)

    return add


Subject = Annotated[str, AfterValidator(_known_subject), Field(json_schema_extra=_choices("subject"))]
Transversal = Annotated[str, AfterValidator(_known_transversal), Field(json_schema_extra=_choices("transversal"))]
Competence = Annotated[str, AfterValidator(_known_competence), Field(json_schema_extra=_choices("competence"))]


class Strict(BaseModel):
    """A part of a manifest: read once, never changed, no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Text(Strict):
    """Some words in each language of InnoLab."""

    fi: Words
    """In Finnish."""
    sv: Words
    """In Swedish."""
    en: Words
    """In English."""


class Kind(StrEnum):
    """How an activity opens."""

    GUIDED = "guided"
    APP = "app"


class Goal(Strict):
    """A goal of the curriculum: T numbers mean nothing without grade band and subject."""

    band: Literal["1-2", "3-6", "7-9"]
    """The grade band."""
    subject: Subject
    """The subject, such as `"MA"`."""
    goal: Annotated[str, StringConstraints(pattern=forms.GOAL)]
    """The goal's number, such as `"T20"`."""
    contents: list[Annotated[str, StringConstraints(pattern=forms.CONTENT)]] = []
    """Content areas, such as `"S1"`."""

    @model_validator(mode="after")
    def _in_the_index(self) -> Goal:
        index = curriculum()
        try:
            index.goal(self.band, self.subject, self.goal)
            for content in self.contents:
                index.content(self.band, self.subject, content)
        except LookupError as error:
            raise ValueError(*error.args) from error
        return self


class Picture(Strict):
    """The module's picture and what it shows, for those who don't see it."""

    file: FileName
    """The picture's file, in the module's folder."""
    alt: Text
    """What it shows."""


class DataFile(Strict):
    """A data file of the module, with all that its licence asks to be said."""

    file: FileName
    """The file, in `data/`."""
    title: Text
    """What it is."""
    publisher: Words
    """Who gave it out."""
    licence: Literal["CC-BY-4.0", "CC-BY-3.0", "CC0-1.0", "public-domain"]
    """Under which terms."""
    licence_url: Words
    """Where those terms stand."""
    attribution: Text
    """The line to print with every chart or table made from the file."""
    changes: Text
    """What was changed since the publisher gave it out."""
    caution: Text | None = None
    """What pupils must be told about these values."""


class PlanPart(Strict):
    """A stretch of the lesson, for the ruler on the module's page."""

    start: Annotated[int, Field(ge=0, le=600)]
    """Minutes from the beginning."""
    minutes: Annotated[int, Field(gt=0, le=180)]
    """How long it takes."""
    devices: bool
    """Whether pupils use their devices."""
    title: Text
    """What happens."""


class Step(Strict):
    """A step of a guided activity; its text, task, check and hints are cells of activity.md."""

    id: Slug
    """The step's name in activity.md."""
    title: Text
    """The heading over the step."""
    toolbox: list[Block] = []
    """With the presentation `"blocks"`: the blocks that the step offers, in their order."""


class Manifest(Strict):
    """module.toml: what the module is."""

    format: Literal[1]
    """The version of this format."""
    id: Slug
    """The same as the folder's name."""
    version: Version
    """Three numbers, `"1.0.0"`. A published version never changes: other content needs a higher version."""
    title: Text
    """What teachers see first."""
    summary: Text
    """Two or three sentences: what the class does and why."""
    grades: Annotated[list[Annotated[int, Field(ge=0, le=9)]], Field(min_length=1)]
    """The grades it is meant for; 0 is pre-primary education."""
    subjects: Annotated[list[Subject], Field(min_length=1)]
    """Keys of the curriculum index, such as `"MA"`."""
    goals: Annotated[list[Goal], Field(min_length=1)]
    """Goals of the curriculum."""
    transversal: Annotated[list[Transversal], Field(min_length=1)]
    """Transversal areas, `"L1"` to `"L7"`."""
    competences: Annotated[list[Competence], Field(min_length=1)]
    """Keys of the digital competence tree, such as `"programming.inquiry"`."""
    minutes: Annotated[int, Field(gt=0, le=2000)]
    """The time for the whole."""
    licence: Literal["CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0"]
    """Under which terms others may use it."""
    authors: Annotated[list[Words], Field(min_length=1)]
    """Organisations or working names; no private persons without their wish."""
    credits: list[Text] = []
    """Classes that had a part in it, by alias."""
    technology_sets: list[Slug] = []
    """Sets of devices it needs."""
    based_on: Words | None = None
    """The module it came from, by id and version: `"lammennyt-helsinki 1.0.1"`."""
    activities: Annotated[list[Slug], Field(min_length=1)]
    """The folders in `activities/`, in the order they are taught."""
    picture: Picture
    """The module's picture."""
    data: list[DataFile] = []
    """Data files."""
    plan: list[PlanPart] = []
    """The ruler on the module's page."""


class ActivityManifest(Strict):
    """activity.toml: what an activity is."""

    kind: Kind
    """`"guided"`: step by step in the player; `"app"`: a Voilà app."""
    title: Text
    """What pupils see first."""
    summary: Text
    """A sentence: what they do."""
    minutes: Annotated[int, Field(gt=0, le=600)]
    """The time it takes."""
    presentation: Literal["text", "blocks", "picture"] = "text"
    """How a task is done. Text and blocks are shown today."""
    packages: list[Words] = []
    """What the activity imports beyond Python itself, by import name."""
    data: list[FileName] = []
    """Files of the module's `data/` that lie beside the notebook."""
    attribution: Text | None = None
    """The line to print under outputs; without it, those of the data files."""
    steps: list[Step] = []
    """The steps. A guided activity needs them, an app has none."""
