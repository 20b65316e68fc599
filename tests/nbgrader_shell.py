"""nbgrader's commands as a person types them into the terminal of their server."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path

import httpx
from actors import SERVER_STARTS_WITHIN_MS, Person, Teacher
from innolab_nbgrader.configuration import CONFIG_FOLDER
from nbformat import NotebookNode

OF_THE_SERVER = ["JUPYTERHUB_API_TOKEN", "JUPYTERHUB_USER", "INNOLAB_PORTAL_API"]


class Shell:
    """A shell with what a person's server has in its environment, and an empty home."""

    def __init__(self, person: Person, home: Path) -> None:
        self.home = home
        self.environment = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "JUPYTER_CONFIG_PATH": str(CONFIG_FOLDER),
            **{name: person.house.server_variable(person.account["user"], name) for name in OF_THE_SERVER},
        }

    def types(self, *command: str, fails: bool = False) -> str:
        """Run an nbgrader command; returns all it says."""
        done = subprocess.run(
            ["nbgrader", *command],
            check=False,
            cwd=self.home,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        said = done.stdout + done.stderr
        assert (done.returncode != 0) == fails, said
        return said


def class_key(teacher: Teacher) -> str:
    """The key of class 8A, as its page's address has it."""
    teacher.open("classes/")
    teacher.page.locator('main a[href*="/classes/"]', has_text="8A").first.click()
    teacher.page.wait_for_url(re.compile("/classes/[^/]+/$"))
    return teacher.page.url.rstrip("/").rsplit("/", 1)[1]


def opens_jupyterlab(teacher: Teacher) -> None:
    """Start the teacher's full server and wait for JupyterLab."""
    teacher.page.goto(f"{teacher.house.url}/hub/spawn")
    teacher.page.wait_for_url(re.compile(f"^{teacher.house.url}/user/[^/]+/lab"), timeout=SERVER_STARTS_WITHIN_MS)


class Terminal:
    """JupyterLab's terminal in a teacher's own server, and the files it works on."""

    def __init__(self, teacher: Teacher) -> None:
        opens_jupyterlab(teacher)
        self.page = teacher.page
        self.page.locator(".jp-LauncherCard", has_text="Terminal").first.click(timeout=60_000)
        # The prompt is drawn on a canvas; what is typed before it comes waits for it.
        self.page.locator(".jp-Terminal .xterm").wait_for(timeout=30_000)
        self.files = httpx.Client(
            base_url=f"{teacher.house.url}/user/{teacher.account['user']}/api/contents/",
            headers={"Authorization": f"token {teacher.server_token()}"},
            timeout=20,
            trust_env=False,
        )
        self.typed = 0

    def types(self, *command: str) -> str:
        """Type an nbgrader command and wait for its end; returns all it says."""
        self.typed += 1
        said, ended = f"said-{self.typed}.txt", f"ended-{self.typed}.txt"
        self.page.locator(".jp-Terminal .xterm").click()
        self.page.keyboard.insert_text(f"nbgrader {shlex.join(command)} > {said} 2>&1; echo $? > new; mv new {ended}")
        self.page.keyboard.press("Enter")
        deadline = time.monotonic() + 120
        while self.files.get(ended, params={"content": 0}).status_code == 404:
            assert time.monotonic() < deadline, self.reads(said)
            time.sleep(0.5)
        assert self.reads(ended) == "0\n", self.reads(said)
        return self.reads(said)

    def reads(self, path: str) -> str:
        """A text file of the home."""
        return str(self.files.get(path).json()["content"])

    def writes(self, path: str, notebook: NotebookNode) -> None:
        """A notebook into the home, with the folders above it."""
        *folders, _name = path.split("/")
        for depth in range(len(folders)):
            self.files.put("/".join(folders[: depth + 1]), json={"type": "directory"}).raise_for_status()
        self.files.put(path, json={"type": "notebook", "content": notebook}).raise_for_status()
