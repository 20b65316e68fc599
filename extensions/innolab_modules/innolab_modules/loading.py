"""A module's folder read into memory, with everything wrong in it told at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from innolab_modules.cells import Role, SourceCell, read_cells
from innolab_modules.manifest import LANGUAGES, ActivityManifest, Kind, Manifest
from innolab_modules.problems import ModuleError, Problem, advice
from innolab_modules.tomls import read_toml
from innolab_modules.translations import Translations, finnish_texts, read_messages, read_translations

ACTIVITY_FOLDERS = {"activity.toml", "activity.md", "messages.toml", "locale", "wrong"}
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
    folder = Path(folder)
    manifest, problems = read_toml(folder / "module.toml", "module.toml", Manifest)
    guides, changelog, found = _read_texts(folder)
    problems += found
    if manifest is None:
        raise ModuleError(problems)
    problems += _module_files(folder, manifest)
    activities = []
    for slug in manifest.activities:
        activity, found = _read_activity(folder, slug, manifest)
        problems += found
        activities += [activity] if activity else []
    if problems:
        raise ModuleError(problems)
    return Module(folder, manifest, activities, guides, changelog)


def _read_texts(folder: Path) -> tuple[dict[str, str], str, list[Problem]]:
    texts: dict[str, str] = {}
    problems = []
    for name in (*(f"guide.{language}.md" for language in LANGUAGES), "CHANGELOG.md"):
        path = folder / name
        texts[name] = path.read_text(encoding="utf-8").strip() if path.is_file() else ""
        if not texts[name]:
            problems.append(Problem(name, None, "the file is missing or empty"))
    guides = {language: texts[f"guide.{language}.md"] for language in LANGUAGES}
    return guides, texts["CHANGELOG.md"], problems


def _module_files(folder: Path, manifest: Manifest) -> list[Problem]:
    """What module.toml names must be there, and the folder must bear the module's id."""
    toml = "module.toml"
    problems = []
    if folder.resolve().name != manifest.id:
        problems.append(Problem(toml, None, f'the folder must be named as the module\'s id, "{manifest.id}"'))
    if not (folder / manifest.picture.file).is_file():
        problems.append(Problem(toml, None, f'the picture "{manifest.picture.file}" is not in the module\'s folder'))
    for data in manifest.data:
        if not (folder / "data" / data.file).is_file():
            problems.append(Problem(toml, None, f'the data file "{data.file}" is not in data/'))
    there = sorted(path.name for path in (folder / "activities").glob("*") if path.is_dir())
    problems += [
        Problem(toml, None, f'activity "{name}" is not listed in "activities"')
        for name in there
        if name not in manifest.activities
    ]
    if f"## {manifest.version}" not in _text(folder / "CHANGELOG.md"):
        problems.append(
            Problem("CHANGELOG.md", None, f'version {manifest.version} has no heading "## {manifest.version}"')
        )
    return problems


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _read_activity(folder: Path, slug: str, module: Manifest) -> tuple[ActivitySource | None, list[Problem]]:
    home, shown = folder / "activities" / slug, f"activities/{slug}"
    manifest, problems = read_toml(home / "activity.toml", f"{shown}/activity.toml", ActivityManifest)
    if manifest is None:
        return None, problems
    problems += _activity_manifest(manifest, f"{shown}/activity.toml")
    data, found = _data(folder, manifest, module, f"{shown}/activity.toml")
    problems += found
    text = _text(home / "activity.md")
    if not text:
        return None, [*problems, Problem(f"{shown}/activity.md", None, "the file is missing or empty")]
    cells, found = read_cells(text, f"{shown}/activity.md", manifest)
    problems += found
    messages, found = read_messages(home / "messages.toml", f"{shown}/messages.toml")
    problems += found
    translations, found = read_translations(home / "locale", f"{shown}/locale", finnish_texts(cells, messages))
    problems += found
    wrong, found = _read_wrong(home / "wrong", f"{shown}/wrong", cells, messages)
    return ActivitySource(slug, home, manifest, cells, translations, data, wrong), problems + found


def _activity_manifest(manifest: ActivityManifest, shown: str) -> list[Problem]:
    problems = []
    ids = [step.id for step in manifest.steps]
    problems += [
        Problem(shown, None, f'two steps have the id "{step}"') for step in {i for i in ids if ids.count(i) > 1}
    ]
    if manifest.kind is Kind.GUIDED and not manifest.steps:
        problems.append(Problem(shown, None, "a guided activity needs steps: add [[steps]] with id and title"))
    if manifest.kind is Kind.APP and manifest.steps:
        problems.append(Problem(shown, None, "an app has no steps: take [[steps]] away"))
    return problems


def _data(
    folder: Path, manifest: ActivityManifest, module: Manifest, shown: str
) -> tuple[dict[str, Path], list[Problem]]:
    known = [data.file for data in module.data]
    missing = [name for name in manifest.data if name not in known]
    problems = [
        Problem(shown, None, f'data file "{name}" is not described in module.toml. {advice(name, known)}')
        for name in missing
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
        text = path.read_text(encoding="utf-8")
        head = WRONG_HEAD.match(text)
        if not head:
            problems.append(Problem(place, 1, 'the first two lines must be "# cell: <name>" and "# brings: <message>"'))
            continue
        if head["cell"] not in fillable:
            problems.append(
                Problem(place, 1, f'"{head["cell"]}" is no cell with a solution. {advice(head["cell"], fillable)}')
            )
        keys = {key.rpartition(".")[0] for key in messages}
        if "." not in head["brings"] and head["brings"] not in keys:
            problems.append(
                Problem(place, 2, f'no message "{head["brings"]}" in messages.toml. {advice(head["brings"], keys)}')
            )
        answers.append(WrongAnswer(path.stem, head["cell"], head["brings"], text[head.end() :].strip("\n")))
    return answers, problems
