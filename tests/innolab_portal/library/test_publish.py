"""A trainer publishes a module: once per content, never other content under the same version."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from innolab_portal.library import actions, errors, queries
from innolab_portal.library.files import store
from innolab_portal.library.models import Activity, ModuleVersion


def unzipped(sha256: str, name: str) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(store().read(sha256))) as archive:
        notebook: dict[str, Any] = json.loads(archive.read(name))
    return notebook


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_a_published_module_stands_in_the_library(town: Any, courses: Any) -> None:
    trainer = town.trainer()
    published = actions.publish(folder=courses.lumi, by=trainer)
    version = published.version
    assert published.is_new
    assert (version.module_id, version.version, version.published_by) == ("lumi", "1.0.0", trainer)
    assert (version.grade_from, version.grade_to, version.picture_type) == (7, 9, "image/svg+xml")
    activity = version.activities.get()
    assert (activity.slug, activity.kind, activity.manifest["steps"]) == (
        "keskiarvo",
        "guided",
        [
            {"id": "mean", "title": {"fi": "Laske", "sv": "Räkna", "en": "Count"}, "max_points": 2},
            {"id": "why", "title": {"fi": "Selitä", "sv": "Förklara", "en": "Explain"}, "max_points": 3},
        ],
    )


def test_pupils_get_no_solutions_and_graders_do(db: None, courses: Any) -> None:
    activity = actions.publish(folder=courses.lumi, by=None).version.activities.get()
    release = json.dumps(unzipped(activity.release_sha256, "keskiarvo.ipynb"))
    source = json.dumps(unzipped(activity.source_sha256, "keskiarvo.ipynb"))
    for secret in ("mean = 7", "type(mean) is int", "Koska satoi"):
        assert secret not in release
        assert secret in source


def test_the_same_content_twice_changes_nothing(db: None, courses: Any) -> None:
    first = actions.publish(folder=courses.lumi, by=None)
    again = actions.publish(folder=courses.lumi, by=None)
    assert (again.is_new, again.version) == (False, first.version)
    assert ModuleVersion.objects.count() == Activity.objects.count() == 1


def test_other_content_under_the_same_version_is_refused_with_what_to_do(db: None, courses: Any) -> None:
    actions.publish(folder=courses.lumi, by=None)
    courses.write(guide="# Toinen opas")
    with pytest.raises(errors.VersionTaken, match=r"version 1\.0\.0 with other content.*1\.0\.1.*CHANGELOG\.md"):
        actions.publish(folder=courses.lumi, by=None)
    assert ModuleVersion.objects.count() == 1


def test_a_new_version_takes_its_place_and_the_old_one_stays(db: None, courses: Any) -> None:
    actions.publish(folder=courses.lumi, by=None)
    courses.write(version="1.10.0", guide="# Parempi opas")
    actions.publish(folder=courses.lumi, by=None)
    assert queries.newest_version("lumi").version == "1.10.0"
    assert [version.version for version in queries.versions_of("lumi")] == ["1.10.0", "1.0.0"]
    courses.write(version="1.9.0")
    with pytest.raises(errors.VersionOlder, match=r"1\.10\.0, which is newer than 1\.9\.0"):
        actions.publish(folder=courses.lumi, by=None)


def test_a_broken_module_is_refused_with_every_problem(db: None, courses: Any) -> None:
    (courses.lumi / "picture.svg").unlink()
    (courses.lumi / "CHANGELOG.md").write_text("# Muutokset\n", encoding="utf-8")
    with pytest.raises(errors.ModuleHasProblems) as caught:
        actions.publish(folder=courses.lumi, by=None)
    assert [problem.file for problem in caught.value.problems] == ["CHANGELOG.md", "module.toml"]
    assert ModuleVersion.objects.count() == 0


def test_the_command_says_what_happened(town: Any, courses: Any, capsys: pytest.CaptureFixture[str]) -> None:
    trainer = town.trainer()
    call_command("publish", str(courses.lumi), "--by", trainer.username)
    assert capsys.readouterr().out == "Published lumi 1.0.0 (keskiarvo)\n"
    call_command("publish", str(courses.lumi))
    assert capsys.readouterr().out == "Already in the library, nothing changed: lumi 1.0.0 (keskiarvo)\n"


def test_the_command_tells_problems_by_file_and_line(db: None, courses: Any) -> None:
    toml = courses.lumi / "module.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("minutes = 45", "minuts = 45"), encoding="utf-8")
    with pytest.raises(CommandError) as caught:
        call_command("publish", str(courses.lumi))
    assert 'module.toml:10: unknown key "minuts". Did you mean "minutes"?' in str(caught.value)


def test_the_command_refuses_an_unknown_trainer(town: Any, courses: Any) -> None:
    with pytest.raises(CommandError, match="There is no trainer t-nobody"):
        call_command("publish", str(courses.lumi), "--by", "t-nobody")


@pytest.mark.parametrize(
    ("language", "first", "problem"),
    [
        ("fi", "ei julkaistu: korjattavaa 2", 'tuntematon avain "minuts". Tarkoititko "minutes"?'),
        ("sv", "publicerades inte: 2 att rätta", 'okänd nyckel "minuts". Menade du "minutes"?'),
        ("en", "was not published: 2 to mend", 'unknown key "minuts". Did you mean "minutes"?'),
    ],
)
def test_the_command_tells_problems_in_the_operators_language(
    courses: Any, language: str, first: str, problem: str
) -> None:
    toml = courses.lumi / "module.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("minutes = 45", "minuts = 45"), encoding="utf-8")
    with pytest.raises(CommandError) as told:
        call_command("publish", str(courses.lumi), "--language", language)
    lines = str(told.value).splitlines()
    assert lines[0].endswith(first)
    assert f"  module.toml:10: {problem}" in lines
