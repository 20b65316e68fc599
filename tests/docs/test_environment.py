"""One set of versions: pyproject.toml, the locks, environment.yml and the README agree."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PINS = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]


def test_environment_yml_has_the_versions_of_pyproject():
    lines = (ROOT / "environment.yml").read_text().splitlines()
    assert [line.removeprefix("      - ") for line in lines if "==" in line] == PINS


def test_the_locks_hold_every_pin_with_hashes():
    for name in ("requirements.txt", "requirements-test.txt"):
        locked = dict(
            re.findall(r"^([a-z0-9_.-]+)==(\S+) \\\n\s+--hash=sha256:", (ROOT / name).read_text(), re.MULTILINE)
        )
        for pin in PINS:
            package, version = re.sub(r"\[.*\]", "", pin).split("==")
            assert locked.get(package) == version, f"{package} in {name}"


def test_no_lock_holds_the_package_that_costs_every_process_most_of_its_start():
    for name in ("requirements.txt", "requirements-test.txt"):
        assert "rfc3987-syntax" not in (ROOT / name).read_text(), "see [tool.uv] in pyproject.toml"


def test_no_lock_names_a_registry():
    for name in ("requirements.txt", "requirements-test.txt", "requirements-node.txt", "package-lock.json", ".npmrc"):
        text = (ROOT / name).read_text()
        assert "index-url" not in text
        assert '"resolved": "http' not in text
        assert "registry=" not in text
