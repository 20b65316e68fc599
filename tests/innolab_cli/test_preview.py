"""An author previews a module: as pupils see it, read anew when a file was saved, its mistakes told."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from innolab_cli.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
SLUG = "miten-kone-oppii"


class Preview:
    """A preview that runs, its server asked as the page asks."""

    def __init__(self, folder: Path, process: subprocess.Popen[str], links: dict[str, str], desk: str) -> None:
        self.folder, self.process, self.links, self.desk = folder, process, links, desk
        base, token = links[SLUG].split("innolab/")[0], links[SLUG].split("token=")[1]
        self.client = httpx.Client(base_url=base, headers={"Authorization": f"token {token}"}, timeout=60)

    def lesson(self, language: str = "en") -> httpx.Response:
        path = f"innolab/api/lessons/preview-{SLUG}"
        return self.client.get(path, headers={"Accept-Language": language})

    def source_of(self, cell: str) -> str:
        (found,) = [each for each in self.lesson().json()["cells"] if each["id"] == cell]
        return str(found["source"])

    def changes(self, file: str, old: str, new: str) -> None:
        path = self.folder / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    folder = tmp_path_factory.mktemp("courses") / SLUG
    shutil.copytree(ROOT / "courses" / SLUG, folder)
    process = subprocess.Popen(
        [sys.executable, "-m", "innolab_cli", "module", "preview", str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "LANGUAGE": "en", "LC_ALL": "C.UTF-8"},
        start_new_session=True,
    )
    assert process.stdout is not None
    told = [process.stdout.readline() for _line in range(4)]
    links = dict(re.findall(r"^([a-z-]+): (http\S+)$", "".join(told), re.MULTILINE))
    yield Preview(folder, process, links, re.findall(r"http\S+", told[0])[0])
    os.killpg(process.pid, signal.SIGINT)
    process.wait(60)


def test_it_opens_the_activity_as_a_try_out_in_the_player(preview: Preview) -> None:
    page = preview.client.get(f"innolab/lesson/preview-{SLUG}")
    assert "main.js" not in page.headers.get("location", "")
    assert page.status_code == 200
    opened = preview.lesson().json()
    assert opened["lesson"]["try_out"] is True
    assert opened["about"]["title"]["sv"] == "Hur lär sig en maskin?"
    assert "BEGIN SOLUTION" not in str(opened["cells"])


def test_a_saved_file_is_there_at_the_next_load(preview: Preview) -> None:
    starter = f"activities/{SLUG}/activity.md"
    preview.changes(starter, "more = 0\n### BEGIN", "more = 1\n### BEGIN")
    assert preview.source_of("korjaa-koodi").startswith("more = 1")


def test_mistakes_are_told_by_file_and_line_in_place_of_the_activity(preview: Preview) -> None:
    preview.changes("module.toml", 'goal = "T20"', 'goal = "T99"')
    refused = preview.lesson()
    assert refused.status_code == 422
    assert "module.toml" in refused.json()["error"]["message"]
    assert "T99" in httpx.get(preview.desk, trust_env=False).text
    preview.changes("module.toml", 'goal = "T99"', 'goal = "T20"')
    assert preview.lesson().status_code == 200


def test_the_page_of_all_activities_leads_to_each(preview: Preview) -> None:
    page = httpx.get(preview.desk, trust_env=False).text
    assert [f'href="{link}"' in page for link in preview.links.values()] == [True, True]
    assert preview.client.get("innolab/app/preview-opeta-kone").headers["location"].startswith("/voila/render/")


def test_a_module_that_cannot_be_read_is_told_and_nothing_is_started(tmp_path: Path, capsys: Any) -> None:
    folder = tmp_path / "lumi"
    folder.mkdir()
    (folder / "module.toml").write_text('id = "lumi"\n')
    assert main(["module", "preview", str(folder)]) == 1
    assert "module.toml" in capsys.readouterr().out
