import pytest
from innolab_cli.__main__ import main
from innolab_cli.folder import DataFolder
from innolab_cli.running import note_state

from hub_config.settings import Settings


@pytest.fixture(autouse=True)
def settings_of_this_test(monkeypatch, tmp_path):
    monkeypatch.setenv("INNOLAB_SETTINGS", str(tmp_path / "innolab.toml"))
    (tmp_path / "innolab.toml").write_text('demo_school = false\ndata = "var"\nport = 8123\n')


def invite(email="outi@example.org"):
    return main(["operator", "invite", "--email", email, "--name", "Outi Rissanen"])


def test_the_first_operator_is_invited_before_anything_has_run(capsys):
    assert invite() == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "Give this link to Outi Rissanen, and to nobody else. It works once, within three days:"
    assert said[1].startswith("http://127.0.0.1:8123/services/portal/invitation/t-")
    assert said[2] == "InnoLab does not run now. Start it first: ./innolab run"


def test_what_is_no_e_mail_is_said(capsys):
    assert invite("outi") == 2
    assert "outi is not an e-mail address" in capsys.readouterr().err


def test_while_innolab_is_starting_one_is_told_to_wait(tmp_path, capsys):
    folder = DataFolder(tmp_path / "var")
    folder.make()
    with folder.hold():
        note_state(Settings(data=folder.path), folder, {})
        assert invite() == 2
    assert "Try again when it is ready" in capsys.readouterr().err
