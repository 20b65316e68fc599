"""What an author types, and what comes back."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import nbformat
import pytest
from innolab_cli.__main__ import main
from innolab_modules import load_module
from innolab_modules.curriculum_file import index_path
from module_author import finished_module, with_a_copy
from nbformat.v4 import new_markdown_cell, new_notebook, new_raw_cell

MAKE_IT = "the file is missing: make it with `./innolab module translate`"


@pytest.fixture(autouse=True)
def in_english(monkeypatch):
    monkeypatch.setattr("innolab_cli.authoring.words._translation", __import__("gettext").NullTranslations())


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    return finished_module(tmp_path_factory.mktemp("finished"))


@pytest.fixture
def finisher(finished, tmp_path):
    return with_a_copy(finished, tmp_path)


def test_a_new_module_is_made_and_its_check_says_what_to_write(tmp_path, capsys):
    assert main(["module", "new", "lumi", "--into", str(tmp_path)]) == 0
    assert main(["module", "check", str(tmp_path / "lumi")]) == 1
    told = capsys.readouterr().out.splitlines()
    assert told[0].endswith(f"./innolab module check {tmp_path / 'lumi'}")
    assert f'{tmp_path}/lumi/module.toml:6: "grades" needs at least one value' in told
    assert told[-1].startswith("lumi: ")
    assert told[-1].endswith(" to mend.")


def test_an_id_that_is_taken_is_refused(tmp_path, capsys):
    (tmp_path / "lumi").mkdir()
    assert main(["module", "new", "lumi", "--into", str(tmp_path)]) == 2
    assert "is there already" in capsys.readouterr().err


def test_a_remix_is_a_whole_module_that_says_what_it_is_based_on(finisher, tmp_path, capsys):
    assert main(["module", "remix", str(finisher.folder), "jaa", "--into", str(tmp_path)]) == 0
    made, old = load_module(tmp_path / "jaa").manifest, load_module(finisher.folder).manifest
    assert (made.id, made.version, made.based_on) == ("jaa", "1.0.0", f"{old.id} {old.version}")
    assert (made.title, made.activities, made.authors) == (old.title, old.activities, old.authors)
    capsys.readouterr()
    assert main(["module", "check", str(tmp_path / "jaa"), "--no-run"]) == 1
    assert all("CHANGELOG.md" in line or "to mend" in line for line in capsys.readouterr().out.splitlines())
    # Of a remix of a remix, only the nearest is told.
    assert main(["module", "remix", str(tmp_path / "jaa"), "railo", "--into", str(tmp_path)]) == 0
    assert load_module(tmp_path / "railo").manifest.based_on == "jaa 1.0.0"
    assert main(["module", "remix", str(finisher.folder), "jaa", "--into", str(tmp_path)]) == 2
    assert "is there already" in capsys.readouterr().err


def test_a_module_that_is_right_has_nothing_to_mend(finisher, capsys):
    assert main(["module", "check", str(finisher.folder), "--no-run"]) == 0
    assert capsys.readouterr().out.startswith("lumi: nothing to mend")


def test_all_modules_as_json(finisher, capsys):
    finisher.changes("guide.fi.md", "Kolme tapaa.", "✎ Kolme tapaa.")
    assert main(["module", "check", "--all", "--no-run", "--json", str(finisher.folder.parent)]) == 1
    answer = json.loads(capsys.readouterr().out)
    seconds = answer["modules"][0].pop("seconds")
    assert answer == {
        "problems": 1,
        "seconds": seconds,
        "modules": [
            {
                "module": "lumi",
                "folder": str(finisher.folder),
                "problems": [
                    {
                        "file": "guide.fi.md",
                        "line": 31,
                        "message": "still to write: Kolme tapaa.",
                        "id": "still to write: {what}",
                        "values": {"what": "Kolme tapaa."},
                    }
                ],
            }
        ],
    }


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("fi", "guide.fi.md:31: vielä kirjoitettava: Kolme tapaa."),
        ("sv", "guide.fi.md:31: kvar att skriva: Kolme tapaa."),
        ("en", "guide.fi.md:31: still to write: Kolme tapaa."),
    ],
)
def test_an_author_is_told_in_the_own_language(finisher, language, told):
    finisher.changes("guide.fi.md", "Kolme tapaa.", "✎ Kolme tapaa.")
    command = [sys.executable, "-m", "innolab_cli", "module", "check", "--no-run", str(finisher.folder)]
    ended = subprocess.run(
        command, env={**os.environ, "LANGUAGE": language}, capture_output=True, text=True, check=False
    )
    assert ended.stdout.splitlines()[0] == f"{finisher.folder}/{told}"


@pytest.mark.slow
def test_activities_are_run_too(finisher, capsys):
    assert main(["module", "check", str(finisher.folder)]) == 0
    finisher.changes("activities/eka/activity.md", "total = 3 + 4", "total = 3 + 5")
    assert main(["module", "check", str(finisher.folder)]) == 1
    assert 'activity.md:41: cell "laske-tarkistus": the solution does not pass it' in capsys.readouterr().out


def test_the_name_of_whoever_works_here_must_not_stand_in_a_module(finisher, monkeypatch, capsys):
    subprocess.run(["git", "init", "-q"], cwd=finisher.folder, check=True)
    subprocess.run(["git", "config", "user.name", "Maija Mallikas"], cwd=finisher.folder, check=True)
    monkeypatch.chdir(finisher.folder)
    finisher.changes("guide.fi.md", "Kolme tapaa.", "Kysy: Maija Mallikas.")
    assert main(["module", "check", ".", "--no-run"]) == 1
    assert 'the name of a person stands here: "Maija Mallikas"' in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments", [["check"], ["check", "{empty}"], ["check", "--all", "{empty}"], ["translate", "{empty}"]]
)
def test_what_is_no_module_is_said(arguments, tmp_path, capsys):
    assert main(["module", *(word.format(empty=tmp_path) for word in arguments)]) == 2
    assert capsys.readouterr().err.strip()


def test_translating_says_what_waits(finisher, capsys):
    finisher.changes("activities/eka/activity.md", "Toinen idea.", "Kolmas idea.")
    assert main(["module", "translate", str(finisher.folder)]) == 0
    assert "locale/sv.po: 0 new, 1 whose Finnish has changed, 0 taken out; 1 to translate" in capsys.readouterr().out


def test_a_notebook_comes_in(finisher, tmp_path, capsys):
    nbformat.write(new_notebook(cells=[new_markdown_cell("# Luvut\n\n1. Aja\n2. Muuta")]), tmp_path / "a.ipynb")
    assert main(["module", "import-notebook", str(tmp_path / "a.ipynb"), "--into", str(finisher.folder)]) == 0
    assert 'Add "luvut" to "activities"' in capsys.readouterr().out
    assert (finisher.folder / "activities" / "luvut" / "activity.md").is_file()


def test_a_notebook_that_would_lose_something_stays_out(finisher, tmp_path, capsys):
    nbformat.write(new_notebook(cells=[new_raw_cell("x")]), tmp_path / "a.ipynb")
    assert main(["module", "import-notebook", str(tmp_path / "a.ipynb"), "--into", str(finisher.folder)]) == 1
    assert "a.ipynb: cell 1: a raw cell is shown to nobody" in capsys.readouterr().out
    assert [path.name for path in (finisher.folder / "activities").iterdir()] == ["eka"]


def test_the_schema_is_printed(capsys):
    assert main(["module", "schema", "activity"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "activity.toml of InnoLab"


def test_goals_are_listed_by_subject(capsys):
    assert main(["module", "curriculum", "list", "--subject", "MA"]) == 0
    assert "  3-6 MA T14  to inspire the pupil" in capsys.readouterr().out
    assert main(["module", "curriculum", "list", "--subject", "XX"]) == 2
    assert main(["module", "curriculum", "list"]) == 0
    assert "  programming.inquiry  Inquiry-based work and producing" in capsys.readouterr().out


def test_the_index_is_refreshed_from_a_file(tmp_path, capsys):
    index, saved = tmp_path / "index.json", tmp_path / "saved.json"
    index.write_bytes(index_path().read_bytes())
    saved.write_text(json.dumps({"oppiaineet": [], "laajaalaisetosaamiset": [{"id": 428674, "nimi": {"fi": "Tvt"}}]}))
    assert main(["module", "curriculum", "import", str(saved), "--to", str(index)]) == 0
    assert capsys.readouterr().out == f"{index}: 0 new, 1 changed, 0 not in the file and kept\n"
    assert json.loads(index.read_text())["transversal"]["L5"]["label"]["fi"] == "Tvt"
    saved.write_text("{}")
    assert main(["module", "curriculum", "import", str(saved), "--to", str(index)]) == 2
    assert "Nothing was imported." in capsys.readouterr().err
