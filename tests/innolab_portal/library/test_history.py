"""Git behind the library: a commit and a tag for each version, with who and why; and what is otherwise in it."""

from __future__ import annotations

import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from innolab_modules.starting import remixed
from innolab_portal.library import actions, history, queries
from innolab_portal.library.models import ModuleVersion

PORTAL = "/services/portal/"


def git(tmp_path: Path, *command: str) -> str:
    """What git itself says of the repository."""
    asked = ["git", f"--git-dir={tmp_path / 'library.git'}", *command]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def two_versions(town: Any, courses: Any) -> tuple[ModuleVersion, ModuleVersion]:
    """lumi 1.0.0 by one trainer, 1.1.0 by another."""
    first = actions.publish(folder=courses.lumi, by=town.trainer()).version
    courses.write("1.1.0", guide="# Opettajan opas\n\nAloita *laskemalla*.")
    changelog = courses.lumi / "CHANGELOG.md"
    changelog.write_text("# Muutokset\n\n## 1.1.0\n\n- fi: Opas on selvempi.\n- sv: Tydligare.\n- en: Clearer.\n")
    return first, actions.publish(folder=courses.lumi, by=town.trainer()).version


def test_each_version_is_a_commit_with_who_and_why_and_a_tag(tmp_path: Path, two_versions: Any) -> None:
    first, second = two_versions
    assert git(tmp_path, "log", "--format=%H %an", "main").splitlines() == [
        f"{second.commit} {second.published_by.username}",
        f"{first.commit} {first.published_by.username}",
    ]
    assert git(tmp_path, "log", "-1", "--format=%B", "main") == (
        "lumi 1.1.0\n\n- Opas on selvempi.\n\n- Tydligare.\n\n- Clearer."
    )
    assert git(tmp_path, "rev-parse", "lumi/1.0.0", "lumi/1.1.0").split() == [first.commit, second.commit]
    git(tmp_path, "fsck", "--strict")


def test_who_knows_git_gets_the_module_out_again(tmp_path: Path, courses: Any, two_versions: Any) -> None:
    subprocess.run(["git", "clone", "-q", tmp_path / "library.git", tmp_path / "clone"], check=True)
    files = {path.relative_to(courses.lumi) for path in courses.lumi.rglob("*") if path.is_file()}
    for name in files:
        assert (tmp_path / "clone" / "lumi" / name).read_bytes() == (courses.lumi / name).read_bytes()


def test_modules_stand_side_by_side_and_the_same_once_more_is_the_same_commit(
    tmp_path: Path, courses: Any, two_versions: Any
) -> None:
    other = courses.lumi.rename(courses.folder / "jaa")
    first = history.keep(folder=other, version="1.0.0", changes={}, by=None)
    assert history.keep(folder=other, version="1.0.0", changes={}, by=None) == first
    assert git(tmp_path, "ls-tree", "--name-only", "main").split() == ["jaa", "lumi"]
    assert git(tmp_path, "rev-list", "--count", "main") == "3"


def test_what_git_cannot_keep_is_not_published(monkeypatch: Any, courses: Any, db: None) -> None:
    def full(**_everything: Any) -> str:
        raise OSError("no room")

    monkeypatch.setattr(actions, "keep", full)
    with pytest.raises(OSError, match="no room"):
        actions.publish(folder=courses.lumi, by=None)
    assert not ModuleVersion.objects.exists()


def test_a_trainer_sees_file_by_file_what_changed(town: Any, two_versions: Any) -> None:
    browser = town.browser_of(town.trainer())
    link = f"{PORTAL}library/lumi/differences/1.1.0/"
    assert f'href="{link}"' in browser.get(f"{PORTAL}library/lumi/").content.decode()
    shown = unescape(browser.get(link).content.decode())
    assert ">guide.fi.md</h2>" in shown
    assert "<del>-Aloita *arvaamalla*.</del>" in shown
    assert "<ins>+Aloita *laskemalla*.</ins>" in shown
    assert ">picture.svg</h2>" not in shown
    assert "index " not in shown
    assert "+++" not in shown
    assert "no earlier version" in browser.get(link.replace("1.1.0", "1.0.0")).content.decode()
    assert browser.get(link.replace("1.1.0", "9.9.9")).status_code == 404


def test_only_trainers_see_it_since_solutions_stand_in_it(town: Any, two_versions: Any) -> None:
    for who in (town.teacher(), town.pupil(), town.operator()):
        assert town.browser_of(who).get(f"{PORTAL}library/lumi/differences/1.1.0/").status_code == 403


def test_versions_from_before_there_was_a_repository_are_compared_with_nothing(two_versions: Any) -> None:
    ModuleVersion.objects.filter(version="1.0.0").update(commit="")
    assert queries.changed_files("lumi", "1.1.0")[1] == []


def test_a_remix_leads_to_what_it_is_based_on_and_shows_what_differs(
    town: Any, courses: Any, two_versions: Any
) -> None:
    made = remixed(courses.lumi, "jaa", courses.folder)
    (made / "guide.en.md").write_text("# Another guide")
    actions.publish(folder=made, by=None)
    browser = town.browser_of(town.trainer())
    shown = unescape(browser.get(f"{PORTAL}library/jaa/").content.decode())
    assert f'<a href="{PORTAL}library/lumi/">How much snow?</a> 1.1.0' in shown
    assert f'href="{PORTAL}library/jaa/differences/1.0.0/"' in shown
    changed = unescape(browser.get(f"{PORTAL}library/jaa/differences/1.0.0/").content.decode())
    assert '<ins>+based_on = "lumi 1.1.0"</ins>' in changed
    assert ">guide.en.md</h2>" in changed
    assert ">guide.fi.md</h2>" not in changed
    assert "differences" not in town.browser_of(town.teacher()).get(f"{PORTAL}library/jaa/").content.decode()


def test_what_is_based_on_something_the_library_does_not_have_says_so_in_its_own_words(
    town: Any, courses: Any, db: None
) -> None:
    made = remixed(courses.lumi, "jaa", courses.folder)
    actions.publish(folder=made, by=None)
    shown = town.browser_of(town.trainer()).get(f"{PORTAL}library/jaa/").content.decode()
    assert "<dt>Based on</dt><dd>lumi 1.0.0</dd>" in shown
    assert "differences" not in shown
