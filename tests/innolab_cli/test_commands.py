import json
import os
import subprocess
import sys

import pytest
from innolab_cli.__main__ import main
from innolab_cli.demo import table


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch, tmp_path):
    monkeypatch.setenv("INNOLAB_SETTINGS", str(tmp_path / "innolab.toml"))
    monkeypatch.setenv("LANGUAGE", "en")


def test_an_unknown_key_in_innolab_toml_stops_every_command_and_is_named(tmp_path, capsys):
    (tmp_path / "innolab.toml").write_text("prot = 1")
    assert main(["status"]) == 2
    assert "prot: there is no such setting. Is it port?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("colour = 'red'", "colour: there is no such setting. Remove it. Settings are: profile, host, port"),
        ("port = 80000", "port: this value does not fit."),
        ("port: 8000", "The file is not valid TOML:"),
    ],
)
def test_other_faults_of_the_settings_are_told_with_the_file(tmp_path, capsys, written, told):
    (tmp_path / "innolab.toml").write_text(written)
    assert main(["status"]) == 2
    heading, fault = capsys.readouterr().err.splitlines()
    assert str(tmp_path / "innolab.toml") in heading
    assert told in fault


def test_status_of_a_folder_where_nothing_runs(tmp_path, capsys):
    assert main(["status", "--data", str(tmp_path / "var")]) == 1
    assert "does not run" in capsys.readouterr().out


def test_demo_accounts_before_the_first_run_say_what_makes_them(tmp_path, capsys):
    assert main(["demo", "accounts", "--data", str(tmp_path)]) == 2
    assert "./innolab run" in capsys.readouterr().err


def test_demo_accounts_as_json_and_as_a_table(tmp_path, capsys):
    people = [{"role": "pupil", "user": "p-7k3f9", "class_code": "KUU73", "code": "H4X9"}]
    (tmp_path / "demo-accounts.json").write_text(json.dumps(people))
    assert main(["demo", "accounts", "--json", "--data", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out) == people
    assert "p-7k3f9" in table(people)


def test_publishing_a_folder_that_is_no_module_says_so(tmp_path, capsys):
    assert main(["module", "publish", str(tmp_path), "--data", str(tmp_path / "var")]) == 2
    assert "module.toml" in capsys.readouterr().err


def test_words_that_nobody_reads_any_more_stop_nothing():
    code = "from innolab_cli.running import say; say('one'); say('two'); import sys; print('went on', file=sys.stderr)"
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run([sys.executable, "-c", code], stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (0, "went on\n")
