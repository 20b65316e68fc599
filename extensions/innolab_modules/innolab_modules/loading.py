"""A module's folder read into memory, with everything wrong in it told at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from innolab_modules.answers import message_keys
from innolab_modules.cells import Role, SourceCell, in_cell, read_cells
from innolab_modules.manifest import LANGUAGES, ActivityManifest, Kind, Manifest
from innolab_modules.problems import ModuleError, Problem, advice
from innolab_modules.reading import lenient_text, read_file
from innolab_modules.saying import say
from innolab_modules.tomls import TomlFile
from innolab_modules.translations import Translations, finnish_texts, read_messages, read_translations

WRONG_HEAD = re.compile(r"\A# cell: (?P<cell>\S+)\n# brings: (?P<brings>\S+)\n")


@dataclass(frozen=True)
class WrongAnswer:
    """A known wrong answer: what a pupil might write in a cell, and the message it must bring."""

    name: str
    cell: str
    brings: str
    source: str


@dataclass(frozen=True)
class ActivitySource:
    """One activity of a module, as written."""

    slug: str
    folder: Path
    manifest: ActivityManifest
    cells: list[SourceCell]
    translations: Translations
    data: dict[str, Path]
    """Files that lie beside the notebook, by the name the notebook uses."""
    wrong: list[WrongAnswer] = field(default_factory=list)

    @property
    def messages(self) -> dict[str, dict[str, str]]:
        """What checks say and labels of plots: {key: {fi, sv, en}}."""
        return self.translations.messages


@dataclass(frozen=True)
class Module:
    """A teaching unit that a class works through."""

    folder: Path
    manifest: Manifest
    activities: list[ActivitySource]
    guides: dict[str, str]
    """The teacher's guide, Markdown by language."""
    changelog: str

    def activity(self, slug: str) -> ActivitySource:
        """One activity by its folder's name; KeyError if the module has none of that name."""
        found = [activity for activity in self.activities if activity.slug == slug]
        if not found:
            raise KeyError(slug)
        return found[0]


def load_module(folder: Path | str) -> Module:
    """Read and check a module. ModuleError lists every problem with file and line."""
    module, problems = read_module(folder)
    if problems or module is None:
        raise ModuleError(problems)
    return module


def read_module(folder: Path | str) -> tuple[Module | None, list[Problem]]:
    """As much of a module as can be read, and everything that keeps it from being used.

    There is none without a module.toml that is right; an activity that can't be read is left out.
    """
    folder = Path(folder)
    toml = TomlFile.open(folder / "module.toml", "module.toml")
    manifest, problems = toml.read_as(Manifest)
    guides, changelog, found = _read_texts(folder)
    problems += found
    if manifest is not None:
        problems += _module_files(folder, manifest, toml)
    activities = []
    for slug in manifest.activities if manifest else _activity_folders(folder):
        activity, found = _read_activity(folder, slug, manifest)
        problems += found
        activities += [activity] if activity else []
    return Module(folder, manifest, activities, guides, changelog) if manifest else None, problems


def _read_texts(folder: Path) -> tuple[dict[str, str], str, list[Problem]]:
    texts: dict[str, str] = {}
    problems = []
    for name in (*(f"guide.{language}.md" for language in LANGUAGES), "CHANGELOG.md"):
        texts[name], found = _read_text(folder / name, name)
        problems += found
    guides = {language: texts[f"guide.{language}.md"].strip() for language in LANGUAGES}
    return guides, texts["CHANGELOG.md"].strip(), problems


def _module_files(folder: Path, manifest: Manifest, toml: TomlFile) -> list[Problem]:
    """What module.toml names must be there, and the folder must bear the module's id."""
    problems = []
    if folder.resolve().name != manifest.id:
        problems.append(toml.problem(say('the folder must be named as the module\'s id, "{id}"', id=manifest.id), "id"))
    if not (folder / manifest.picture.file).is_file():
        missing = say('the picture "{file}" is not in the module\'s folder', file=manifest.picture.file)
        problems.append(toml.problem(missing, "picture", "file"))
    for place, data in enumerate(manifest.data):
        if not (folder / "data" / data.file).is_file():
            missing = say('the data file "{file}" is not in data/', file=data.file)
            problems.append(toml.problem(missing, "data", place, "file"))
    problems += [
        toml.problem(say('activity "{name}" is not listed in "activities"', name=name), "activities")
        for name in _activity_folders(folder)
        if name not in manifest.activities
    ]
    if f"## {manifest.version}" not in lenient_text(folder / "CHANGELOG.md"):
        said = say('version {version} has no heading "## {version}"', version=manifest.version)
        problems.append(Problem("CHANGELOG.md", None, said))
    return problems


def _activity_folders(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "activities").glob("*") if path.is_dir())


def _read_text(path: Path, shown: str) -> tuple[str, list[Problem]]:
    """A text that must not be empty."""
    text, problems = read_file(path, shown)
    return text, problems or ([] if text.strip() else [Problem(shown, None, say("the file is empty"))])


def _read_activity(folder: Path, slug: str, module: Manifest | None) -> tuple[ActivitySource | None, list[Problem]]:
    home, shown = folder / "activities" / slug, f"activities/{slug}"
    toml = TomlFile.open(home / "activity.toml", f"{shown}/activity.toml")
    manifest, problems = toml.read_as(ActivityManifest)
    data: dict[str, Path] = {}
    if manifest is not None:
        problems += _activity_manifest(manifest, toml)
        data, found = _data(folder, manifest, module, toml)
        problems += found
    text, found = _read_text(home / "activity.md", f"{shown}/activity.md")
    if found:
        return None, problems + (found if home.is_dir() else [])
    cells, found = read_cells(text, f"{shown}/activity.md", manifest)
    problems += found
    messages, found = read_messages(home / "messages.toml", f"{shown}/messages.toml")
    problems += found + _words_of_answers(cells, messages, f"{shown}/activity.md")
    translations, found = read_translations(home / "locale", f"{shown}/locale", finnish_texts(cells, messages))
    problems += found
    wrong, found = _read_wrong(home / "wrong", f"{shown}/wrong", cells, messages)
    problems += found
    activity = ActivitySource(slug, home, manifest, cells, translations, data, wrong) if manifest else None
    return activity, problems


def _words_of_answers(cells: list[SourceCell], messages: dict[str, str], shown: str) -> list[Problem]:
    return [
        Problem(shown, cell.line, in_cell(cell.name, say('its answer needs the message "{key}"', key=key)))
        for cell in cells
        if cell.answer
        for key in message_keys(cell.answer, cell.starter)
        if key not in messages
    ]


def _activity_manifest(manifest: ActivityManifest, toml: TomlFile) -> list[Problem]:
    ids = [step.id for step in manifest.steps]
    problems = [
        toml.problem(say('two steps have the id "{id}"', id=step), "steps", place, "id")
        for place, step in enumerate(ids)
        if step in ids[:place]
    ]
    if manifest.kind is Kind.GUIDED and not manifest.steps:
        problems.append(toml.problem(say("a guided activity needs steps: add [[steps]] with id and title")))
    if manifest.kind is Kind.APP and manifest.steps:
        problems.append(toml.problem(say("an app has no steps: take [[steps]] away"), "steps"))
    return problems


def _data(
    folder: Path, manifest: ActivityManifest, module: Manifest | None, toml: TomlFile
) -> tuple[dict[str, Path], list[Problem]]:
    if module is None:
        return {}, []
    known = [data.file for data in module.data]
    problems = [
        toml.problem(
            say('data file "{name}" is not described in module.toml. {advice}', name=name, advice=advice(name, known)),
            "data",
        )
        for name in manifest.data
        if name not in known
    ]
    return {name: folder / "data" / name for name in manifest.data if name in known}, problems


def _read_wrong(
    folder: Path, shown: str, cells: list[SourceCell], messages: dict[str, str]
) -> tuple[list[WrongAnswer], list[Problem]]:
    """Known wrong answers: their first two lines name the cell they fill and the message they bring."""
    fillable = {cell.name for cell in cells if cell.is_solution and cell.role is Role.CODE}
    answers, problems = [], []
    for path in sorted(folder.glob("*.py")):
        place = f"{shown}/{path.name}"
        text, found = read_file(path, place)
        problems += found
        if found:
            continue
        head = WRONG_HEAD.match(text)
        if not head:
            said = say('the first two lines must be "# cell: <name>" and "# brings: <message>"')
            problems.append(Problem(place, 1, said))
            continue
        if head["cell"] not in fillable:
            known = advice(head["cell"], fillable)
            said = say('"{cell}" is no cell with a solution. {advice}', cell=head["cell"], advice=known)
            problems.append(Problem(place, 1, said))
        keys = {key.rpartition(".")[0] for key in messages}
        if "." not in head["brings"] and head["brings"] not in keys:
            known = advice(head["brings"], keys)
            said = say('no message "{key}" in messages.toml. {advice}', key=head["brings"], advice=known)
            problems.append(Problem(place, 2, said))
        answers.append(WrongAnswer(path.stem, head["cell"], head["brings"], text[head.end() :].strip("\n")))
    return answers, problems
