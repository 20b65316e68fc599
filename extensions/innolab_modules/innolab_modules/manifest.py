"""module.toml and activity.toml as data. Unknown keys are refused: a typing error must not pass in silence."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from innolab_modules.curriculum import curriculum

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
"""A name for folders, addresses and nbgrader: small letters a-z, digits, single hyphens."""
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Version = Annotated[str, StringConstraints(pattern=r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$", max_length=20)]
FileName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=80)]
LANGUAGES = ("fi", "sv", "en")
SOURCE_LANGUAGE = "fi"


class Strict(BaseModel):
    """A part of a manifest: read once, never changed, no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Strict):
    """Some words in each language of InnoLab."""

    fi: Words
    sv: Words
    en: Words


class Kind(StrEnum):
    """How an activity opens."""

    GUIDED = "guided"
    APP = "app"


class Goal(Strict):
    """A goal of the curriculum: T numbers mean nothing without grade band and subject."""

    band: Literal["1-2", "3-6", "7-9"]
    subject: str
    goal: Annotated[str, StringConstraints(pattern=r"^T\d{1,2}$")]
    contents: list[Annotated[str, StringConstraints(pattern=r"^S\d{1,2}$")]] = []

    @model_validator(mode="after")
    def _in_the_index(self) -> Goal:
        index = curriculum()
        try:
            index.known("subject", self.subject)
            index.goal(self.band, self.subject, self.goal)
            for content in self.contents:
                index.content(self.band, self.subject, content)
        except LookupError as error:
            raise ValueError(str(error)) from error
        return self


class Picture(Strict):
    """The module's picture and what it shows, for those who don't see it."""

    file: FileName
    alt: Text


class DataFile(Strict):
    """A data file of the module, with all that its licence asks to be said."""

    file: FileName
    title: Text
    publisher: Words
    licence: Literal["CC-BY-4.0", "CC-BY-3.0", "CC0-1.0", "public-domain"]
    licence_url: Words
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
    devices: bool
    title: Text


class Step(Strict):
    """A step of a guided activity; its text, task, check and hints are cells of activity.md."""

    id: Slug
    title: Text


def _known_subject(key: str) -> str:
    return curriculum().known("subject", key)


def _known_transversal(key: str) -> str:
    return curriculum().known("transversal", key)


def _known_competence(key: str) -> str:
    return curriculum().known("competence", key)


class Manifest(Strict):
    """module.toml."""

    format: Literal[1]
    id: Slug
    version: Version
    title: Text
    summary: Text
    grades: Annotated[list[Annotated[int, Field(ge=0, le=9)]], Field(min_length=1)]
    """0 is pre-primary education."""
    subjects: Annotated[list[Annotated[str, AfterValidator(_known_subject)]], Field(min_length=1)]
    goals: Annotated[list[Goal], Field(min_length=1)]
    transversal: Annotated[list[Annotated[str, AfterValidator(_known_transversal)]], Field(min_length=1)]
    """L1 to L7."""
    competences: Annotated[list[Annotated[str, AfterValidator(_known_competence)]], Field(min_length=1)]
    """Keys of the digital competence tree."""
    minutes: Annotated[int, Field(gt=0, le=2000)]
    licence: Literal["CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0"]
    authors: Annotated[list[Words], Field(min_length=1)]
    """Organisations or working names, no private persons without their wish."""
    credits: list[Text] = []
    """Classes that had a part in it, by alias."""
    technology_sets: list[Slug] = []
    based_on: Words | None = None
    activities: Annotated[list[Slug], Field(min_length=1)]
    """Folders in activities/, in the order they are taught."""
    picture: Picture
    data: list[DataFile] = []
    plan: list[PlanPart] = []


class ActivityManifest(Strict):
    """activity.toml."""

    kind: Kind
    title: Text
    summary: Text
    minutes: Annotated[int, Field(gt=0, le=600)]
    presentation: Literal["text", "blocks", "picture"] = "text"
    packages: list[Words] = []
    """What the activity imports beyond Python itself."""
    data: list[FileName] = []
    """Files of the module's data folder that lie beside the notebook."""
    attribution: Text | None = None
    """The line to print under outputs; without it, those of the data files."""
    steps: list[Step] = []
