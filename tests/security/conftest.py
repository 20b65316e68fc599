"""A running InnoLab in each of its two modes, and two pupils in it: one who tries what is not allowed, and a neighbour."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from actors import House
from houses import ROOT, python_as, running_house
from innolab_cli.folder import free_ports
from pupils import Kernel, PupilAtWork

USER = 4322
"""Whom the house without rights runs as, where the tests run as root."""
MODES = ("root", "unprivileged")
SLUG = "lammennyt-helsinki"
HOME_MB = 200


@pytest.fixture(scope="package", params=MODES)
def house(request: pytest.FixtureRequest) -> Iterator[House]:
    """Started by root, each person with a uid; and by another user, everything one uid."""
    if request.param == "root" and os.geteuid():
        pytest.skip("needs root")
    with short_folder() as folder:
        (folder / "innolab.toml").write_text(f"kernel_memory_mb = 256\nhome_mb = {HOME_MB}\n")
        user = USER if request.param == "unprivileged" and os.geteuid() == 0 else None
        with running_house(folder / "var", free_ports(1)[0], user=user) as house:
            config = {"INNOLAB_PORTAL_CONFIG": str(house.data / "run" / "portal.json")}
            publish = [*python_as(user), "innolab_portal", "publish", str(ROOT / "courses" / SLUG)]
            subprocess.run(publish, env={**os.environ, **config}, check=True, timeout=120)
            yield house


class short_folder:  # noqa: N801  (used as a verb)
    """A folder that another user reaches: those of pytest are root's."""

    def __enter__(self) -> Path:
        self.path = Path(tempfile.mkdtemp(prefix="innolab-safe-", dir="/tmp"))
        return self.path

    def __exit__(self, *failure: object) -> None:
        shutil.rmtree(self.path)


@dataclass
class Two:
    """A pupil whose code tries what it may not, and a neighbour who works meanwhile."""

    house: House
    pupil: PupilAtWork
    neighbour: PupilAtWork
    kernel: Kernel
    beside: Kernel

    def neighbour_works(self) -> None:
        """The neighbour's cell runs and answers."""
        assert self.beside.value("sum(range(1000))") == 499500


@pytest.fixture(scope="package")
def pupils(house: House) -> Iterator[tuple[PupilAtWork, PupilAtWork]]:
    """Both with a server that runs."""
    first, second = house.pupils_of("8A")[:2]
    with PupilAtWork(house, first) as pupil, PupilAtWork(house, second) as neighbour:
        yield pupil, neighbour


@pytest.fixture
def two(house: House, pupils: tuple[PupilAtWork, PupilAtWork]) -> Iterator[Two]:
    """Each with a fresh kernel."""
    pupil, neighbour = pupils
    kernels = [pupil.kernel(), neighbour.kernel()]
    yield Two(house, pupil, neighbour, *kernels)
    for kernel in kernels:
        kernel.line.close()
        kernel.pupil.ask("DELETE", f"api/kernels/{kernel.id}")
