"""Every module in courses/ and its activities, as parameters."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import nbclient
import nbformat
from innolab_modules import ActivitySource, Kind, Module, load_module
from innolab_nbgrader.release import build_zips

COURSES = Path(__file__).resolve().parents[2] / "courses"
CHECK = "application/vnd.innolab.check+json"
MODULES = sorted(path.parent.name for path in COURSES.glob("*/module.toml"))
KERNEL_SECONDS = 60


@cache
def module_named(name: str) -> Module:
    """A module of courses/, read once."""
    return load_module(COURSES / name)


def activities(kind: Kind) -> list[tuple[str, str]]:
    """All (module, activity) of a kind."""
    found = [(name, activity) for name in MODULES for activity in module_named(name).activities]
    return [(name, activity.slug) for name, activity in found if activity.manifest.kind is kind]


@cache
def zips(module: str, activity: str) -> tuple[bytes, bytes]:
    """Release and source of an activity, built once."""
    found = module_named(module)
    return build_zips(found, found.activity(activity))


@dataclass
class Ran:
    """A notebook that was run, cell by cell."""

    cells: dict[str, Any] = field(default_factory=dict)

    def error(self, name: str) -> str | None:
        """The name of the error that a cell ended with."""
        return next((out.ename for out in self.cells[name].outputs if out.output_type == "error"), None)

    def told(self, name: str) -> dict[str, Any] | None:
        """The check's bundle that a cell displayed."""
        found = [out.data[CHECK] for out in self.cells[name].outputs if CHECK in out.get("data", {})]
        return found[-1] if found else None


def unpack(zipped: bytes, folder: Path) -> Any:
    """Lay out an activity as a pupil has it; the notebook."""
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        archive.extractall(folder)
    return nbformat.read(next(folder.glob("*.ipynb")), as_version=4)


def run(notebook: Any, folder: Path, env: dict[str, str] | None = None) -> Ran:
    """Run all cells in a real kernel, going on after errors."""
    client = nbclient.NotebookClient(
        notebook,
        timeout=KERNEL_SECONDS,
        kernel_name="python3",
        allow_errors=True,
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute(**({"env": env} if env else {}))
    return Ran({cell.id: cell for cell in notebook.cells})


def of_role(activity: ActivitySource, role: str) -> list[str]:
    """The names of an activity's cells of a role."""
    return [cell.name for cell in activity.cells if cell.role == role]
