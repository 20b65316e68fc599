"""The portal on PostgreSQL: all its tests once more, with another database in its settings."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from innolab_portal.config import VARIABLE, PortalConfig
from innolab_portal.database import CONNECTIONS, django_database, why_away

from benchmarks.postgresql import new_database


def written(folder: Path, database: str) -> Path:
    """The portal's settings file with this database."""

    def plain(value: object) -> str:
        return value.get_secret_value() if hasattr(value, "get_secret_value") else str(value)

    told = PortalConfig.for_tools().model_copy(update={"database": database, "data_dir": folder})
    (folder / "portal.json").write_text(json.dumps(dict(told), default=plain))
    return folder / "portal.json"


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_what_the_portals_tests_prove_holds_on_postgresql(postgresql: str, tmp_path: Path) -> None:
    environment = {**os.environ, VARIABLE: str(written(tmp_path, new_database(postgresql, "portal")))}
    command = [sys.executable, "-m", "pytest", "-q", "-m", "not slow and not browser", str(Path(__file__).parent)]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=1450)
    assert ended.returncode == 0, ended.stdout[-8000:]
    assert "skipped" not in ended.stdout.splitlines()[-1]


def test_the_address_is_libpqs() -> None:
    told = django_database("postgresql://innolab@db.example:5433/portal?sslmode=verify-full&passfile=/etc/innolab/pass")
    assert {key: told[key] for key in ("NAME", "USER", "HOST", "PORT")} == {
        "NAME": "portal", "USER": "innolab", "HOST": "db.example", "PORT": "5433"
    }  # fmt: skip
    assert (told["OPTIONS"]["sslmode"], told["OPTIONS"]["passfile"]) == ("verify-full", "/etc/innolab/pass")
    assert told["OPTIONS"]["pool"]["max_size"] == CONNECTIONS
    assert django_database("postgresql:///portal?host=/run/postgresql")["HOST"] == "/run/postgresql"


def test_setting_up_tells_why_there_is_no_database(tmp_path: Path) -> None:
    environment = {**os.environ, VARIABLE: str(written(tmp_path, f"postgresql://innolab@/portal?host={tmp_path}"))}
    command = [sys.executable, "-m", "innolab_portal", "setup"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 1
    assert f'"{tmp_path}/.s.PGSQL.5432" failed' in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_database_that_is_there_is_no_reason(postgresql: str) -> None:
    assert why_away(postgresql) == ""
    assert "does not exist" in why_away(postgresql.replace("/postgres?", "/nowhere?"))
