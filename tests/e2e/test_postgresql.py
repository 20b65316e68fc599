"""A house whose portal keeps its data in PostgreSQL: people sign in, hand in, and two graders share the work."""

from __future__ import annotations

import io
import json
import time
import zipfile
from pathlib import Path

import pytest
from actors import House, api
from houses import ROOT, running_house
from innolab_cli.folder import DataFolder, free_ports
from innolab_modules import load_module
from innolab_nbgrader.release import build_zips
from pupils import PupilAtWork

from benchmarks.postgresql import new_database
from benchmarks.seeding import MODULE
from benchmarks.sides import at_portal


def release() -> bytes:
    """The activity as pupils get it: handed in as it is, it earns nothing."""
    module = load_module(ROOT / "courses" / MODULE)
    released, _source = build_zips(module, next(each for each in module.activities if each.slug == MODULE))
    with zipfile.ZipFile(io.BytesIO(released)) as archive:
        return archive.read(f"{MODULE}.ipynb")


@pytest.mark.slow
def test_a_house_on_postgresql(postgresql: str, tmp_path: Path):
    database = new_database(postgresql, "house")
    (tmp_path / "innolab.toml").write_text(f'database = "{database}"\ngraders = 2\ndemo_school = false\n')
    data = tmp_path / "var"
    with running_house(data, free_ports(1)[0]) as house:
        (pupil,) = json.loads(at_portal(DataFolder(data), "make", "1"))["pupils"]
        with PupilAtWork(house, pupil):
            results = hands_in(house, pupil)
        state = json.loads((data / "run" / "innolab.json").read_text())
    assert [result["status"] for result in results] == ["graded"]
    assert {"grader-1", "grader-2"} <= state["processes"].keys()
    assert not (data / "portal.sqlite3").exists()


def hands_in(house: House, pupil: dict[str, str]) -> list[dict[str, str]]:
    """Hand in, and wait for the result."""
    with api(house, house.server_variable(pupil["user"], "JUPYTERHUB_API_TOKEN")) as portal:
        path = f"lessons/{pupil['lesson']}/hand-ins"
        assert portal.post(path, content=release()).status_code == 201
        deadline = time.monotonic() + 120
        while (results := portal.get(path).json())[0]["status"] in {"queued", "running"}:
            assert time.monotonic() < deadline, results
            time.sleep(0.2)
        return list(results)
