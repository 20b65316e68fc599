"""A kernel whose stage is open."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from tests.innolab_check.conftest import Kernel, fresh_words, kernel, shell  # noqa: F401  (fixtures)

STAGE = "application/vnd.innolab.stage+json"
SETUP = "import innolab_check, innolab_stage\ninnolab_stage.start()\nfrom turtle import *\nfrom robot import *"
CORRIDOR = 'world("corridor", """\n#######\n#>..o*#\n#######\n""")  # innolab_check'


@pytest.fixture
def stage(kernel: Kernel, monkeypatch: pytest.MonkeyPatch) -> Kernel:  # noqa: F811
    """The kernel with the setup cell of an activity run; afterwards `turtle` is Python's own again."""
    for name in ("turtle", "robot"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    return kernel.run(SETUP).run(CORRIDOR)


def shown(kernel: Kernel) -> dict[str, Any]:  # noqa: F811
    """What the last cell displayed of the stage, in each form."""
    (data,) = [output["data"] for output in kernel.shell.display_pub.outputs if STAGE in output["data"]]
    return data


def check(kernel: Kernel, code: str) -> Any:  # noqa: F811
    """What an expression in a check cell gives."""
    lines = ["import innolab_check", "from innolab_stage import *", *code.splitlines()]
    kernel.run("\n".join([*lines[:-1], f"_found = {lines[-1]}"]))
    assert kernel.error is None, kernel.error
    return kernel.shell.user_ns["_found"]
