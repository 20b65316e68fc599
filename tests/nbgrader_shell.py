"""nbgrader's commands as a person types them into the terminal of their server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from actors import SERVER_STARTS_WITHIN_MS, Person, Teacher
from innolab_nbgrader.configuration import CONFIG_FOLDER

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
