from pathlib import Path

import pytest

from hub_config.settings import Settings, SettingsError, load_settings


def written(folder: Path, text: str) -> Path:
    file = folder / "innolab.toml"
    file.write_text(text)
    return file


def test_without_a_file_everything_has_its_default(tmp_path):
    settings = load_settings(tmp_path / "innolab.toml", {})
    assert settings == Settings(data=tmp_path / "var")
    assert settings.public_url == "http://127.0.0.1:8000"


def test_the_environment_stands_above_the_file_and_options_above_both(tmp_path):
    file = written(tmp_path, "port = 8001\ngraders = 2\nportal_workers = 3\n")
    settings = load_settings(file, {"INNOLAB_PORT": "8002", "INNOLAB_GRADERS": "4"}, port=8003, data=None)
    assert (settings.port, settings.graders, settings.portal_workers) == (8003, 4, 3)


def test_the_data_folder_is_seen_from_the_file(tmp_path):
    assert load_settings(written(tmp_path, 'data = "school"'), {}).data == tmp_path / "school"


def test_an_unknown_key_stops_the_start_and_is_named_with_its_file(tmp_path):
    file = written(tmp_path, "prot = 8001\n")
    with pytest.raises(SettingsError) as stopped:
        load_settings(file, {})
    assert [(fault.kind, fault.key) for fault in stopped.value.faults] == [("unknown", "prot")]
    assert str(file) in str(stopped.value)


def test_a_wrong_value_is_named_with_its_key(tmp_path):
    with pytest.raises(SettingsError, match=r"port: unfit .*65535"):
        load_settings(written(tmp_path, "port = 80000"), {})


def test_a_file_that_is_no_toml_is_named(tmp_path):
    with pytest.raises(SettingsError, match=r"innolab\.toml: .*no toml.*line 1"):
        load_settings(written(tmp_path, "port: 8000"), {})


def test_other_variables_with_the_prefix_belong_to_our_processes(tmp_path):
    assert load_settings(tmp_path / "none.toml", {"INNOLAB_PORTAL_CONFIG": "x"}).port == 8000


def test_the_local_profile_listens_on_loopback_only(tmp_path):
    with pytest.raises(SettingsError, match="host:"):
        load_settings(written(tmp_path, 'host = "0.0.0.0"'), {})


def test_the_database_may_be_a_postgresql_and_holds_no_password(tmp_path):
    address = "postgresql://innolab@db.example/portal?sslmode=verify-full&passfile=/etc/innolab/pgpass"
    assert load_settings(written(tmp_path, f'database = "{address}"'), {}).database == address
    for secret in ("postgresql://innolab:hunter2@db/portal", "postgresql://db/portal?password=hunter2"):
        with pytest.raises(SettingsError, match="no password may stand here") as stopped:
            load_settings(written(tmp_path, f'database = "{secret}"'), {})
        assert "hunter2" not in str(stopped.value)


@pytest.mark.parametrize("address", ["mysql://db/portal", "postgresql://db", "portal.sqlite3"])
def test_other_databases_are_refused(tmp_path, address):
    with pytest.raises(SettingsError, match=r"database: unfit .*postgresql://"):
        load_settings(written(tmp_path, f'database = "{address}"'), {})


def test_graders_are_as_many_as_processors_unless_told(tmp_path, monkeypatch):
    monkeypatch.setattr("os.sched_getaffinity", lambda _pid: set(range(3)))
    assert load_settings(tmp_path / "none.toml", {}).grader_processes == 3
    assert load_settings(tmp_path / "none.toml", {"INNOLAB_GRADERS": "9"}).grader_processes == 9
    monkeypatch.setattr("os.sched_getaffinity", lambda _pid: set(range(64)))
    assert load_settings(tmp_path / "none.toml", {}).grader_processes == 4
