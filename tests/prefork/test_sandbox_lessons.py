"""What pupils do in lessons works in a sandbox."""

# ruff: noqa: PLC0415  (what is imported inside must be found inside)

from __future__ import annotations

import datetime
import tempfile
import time
from typing import Any

import pytest

from .sandboxed import MODES, in_sandbox, need


@pytest.fixture(params=MODES)
def mode(request: pytest.FixtureRequest) -> str:
    need(request.param)
    return request.param


def test_pandas_and_a_plot(mode: str) -> None:
    def work() -> tuple[float, bytes]:
        import io

        import matplotlib as mpl

        mpl.use("agg")
        import matplotlib.pyplot as plt
        import pandas as pd

        table = pd.DataFrame({"day": [1, 2, 3], "degrees": [-4.0, 0.5, 5.0]})
        table.plot(x="day", y="degrees")
        picture = io.BytesIO()
        plt.savefig(picture, format="png")
        return float(table.degrees.mean()), picture.getvalue()[:8]

    assert in_sandbox(work, mode) == (0.5, b"\x89PNG\r\n\x1a\n")


def test_ipython_with_magics_and_programs(mode: str) -> None:
    def work() -> list[Any]:
        from IPython.core.interactiveshell import InteractiveShell
        from IPython.utils.process import getoutput

        shell = InteractiveShell.instance()
        results = [
            shell.run_cell(cell).result for cell in ("6 * 7", "%pwd", "import numpy; int(numpy.arange(5).sum())")
        ]
        return [*results, getoutput("echo from the shell").strip(), shell.run_cell("1 / 0").success]

    assert in_sandbox(work, mode) == [42, "/", 10, "from the shell", False]


def test_a_program_in_a_terminal_of_its_own(mode: str) -> None:
    def work() -> str:
        import pexpect

        return pexpect.run("/bin/echo hello").decode().strip()

    assert in_sandbox(work, mode) == "hello"


def test_time_zone_and_temporary_files(mode: str) -> None:
    def work() -> tuple[str, datetime.timedelta | None, bytes]:
        import zoneinfo

        winter = datetime.datetime(2025, 1, 1, tzinfo=zoneinfo.ZoneInfo("Europe/Helsinki"))
        with tempfile.NamedTemporaryFile() as file:
            file.write(b"x")
            file.seek(0)
            return time.tzname[0], winter.utcoffset(), file.read()

    assert in_sandbox(work, mode) == (time.tzname[0], datetime.timedelta(hours=2), b"x")
