"""nbgrader's own exchange tests, shipped in its package: unchanged where they go by command, exit code, cache and course
folder; each of the others has a twin here. Which is which stands in docs/reference/nbgrader-tests.md."""

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
TABLE = ROOT / "docs/reference/nbgrader-tests.md"
MODULES = ("releaseassignment", "fetch_assignment", "submit", "collect", "list", "releasefeedback", "fetchfeedback")
ROW = re.compile(r"^\| (\w+) \| `(test_\w+(?:\[\w+\])?)` \| (unchanged|`(test_\w+)`) \|", re.MULTILINE)


def documented():
    """{(module, test): the twin's name, or None where it runs unchanged}."""
    return {(module, test): twin or None for module, test, _how, twin in ROW.findall(TABLE.read_text())}


def pytest_run(tmp_path, *args):
    """A pytest of its own: nbgrader's helper replaces os.environ, which no other test should meet."""
    report = tmp_path / "report.xml"
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "tests"),
        # nbgrader calls `alembic` by its bare name.
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    names = [f"nbgrader.tests.apps.test_nbgrader_{module}" for module in MODULES]
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "-p", "nbgrader_two_people"]
    options = ["-p", "no:cacheprovider", "-W", "ignore", "-q", f"--junitxml={report}", "--pyargs"]
    done = subprocess.run(
        [*command, *options, *args, *names],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    return done, report


def test_each_of_nbgraders_exchange_tests_is_in_the_table(tmp_path):
    done, _report = pytest_run(tmp_path, "--collect-only")
    found = re.findall(r"test_nbgrader_(\w+)\.py::\w+::(test_\w+(?:\[\w+\])?)", done.stdout)
    assert len(found) == 67, done.stdout[-2000:]
    assert set(found) == set(documented())


def test_each_twin_is_there():
    twins = set(re.findall(r"^def (test_\w+)", Path(__file__).with_name("test_twins.py").read_text(), re.MULTILINE))
    assert {twin for twin in documented().values() if twin} == twins


@pytest.mark.slow
def test_those_that_run_unchanged_pass(tmp_path):
    unchanged = {key for key, twin in documented().items() if twin is None}
    chosen = tmp_path / "chosen.txt"
    chosen.write_text("\n".join(f"test_nbgrader_{module}.py {test}" for module, test in unchanged))
    done, report = pytest_run(tmp_path, f"--chosen={chosen}")
    passed = {
        (re.sub(r".*\.test_nbgrader_(\w+)\..*", r"\1", case.get("classname")), case.get("name"))
        for case in ET.parse(report).iter("testcase")
        if not {child.tag for child in case} & {"failure", "error", "skipped"}
    }
    assert passed == unchanged, done.stdout[-4000:]
