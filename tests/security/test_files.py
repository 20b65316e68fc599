"""What a pupil's code can read and write: its own home and /tmp, and of the machine what it needs to run."""

import json
import os
import sys
from pathlib import Path

import pytest
from houses import ROOT

from .conftest import SLUG, Two

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc", "/dev", "/proc", "/sys")

ALL_FILES = """
import os
found = []
for top, folders, files in os.walk("/"):
    if top.startswith(tuple(%s)):
        folders[:] = []
    else:
        found += [os.path.join(top, name) for name in files]
found
"""

TRY_TO_READ = """
def tried(path):
    try:
        return os.listdir(path) if os.path.isdir(path) else open(path, "rb").read(100).hex()
    except OSError as problem:
        return type(problem).__name__
import os
[tried(path) for path in %s]
"""

TRY_TO_WRITE = """
import os
def can_write_in(folder):
    try:
        os.close(os.open(os.path.join(folder, ".tried"), os.O_WRONLY | os.O_CREAT))
        os.unlink(os.path.join(folder, ".tried"))
        return True
    except OSError:
        return False
found = []
for top, folders, files in os.walk("/"):
    if top in ("/proc", "/sys"):
        folders[:] = []
    if can_write_in(top):
        found.append(top)
found
"""

TRY_TO_CHANGE = """
import os
def can_change(path):
    try:
        os.close(os.open(path, os.O_WRONLY))
        return True
    except OSError:
        return False
[path for path in %s if can_change(path)]
"""


def homes(two: Two) -> tuple[Path, Path]:
    of = two.house.data / "homes"
    return of / two.pupil.user, of / two.neighbour.user


def kernel_folder(two: Two) -> Path:
    """Where the kernel's connection file and sockets lie."""
    return two.pupil.deployment.runtime / "p" / two.pupil.user / f"k-{two.kernel.id.replace('-', '')[:8]}"


def test_reads_none_of_what_belongs_to_others_or_to_the_house(two: Two):
    _, neighbours = homes(two)
    two.beside.run("open('diary.txt', 'w').write('dear diary')")
    data, runtime = two.house.data, two.pupil.deployment.runtime
    hidden_tests = ROOT / "courses" / SLUG / "activities" / SLUG / "activity.md"
    assert "hidden" in hidden_tests.read_text()
    there = [
        neighbours / "diary.txt",
        neighbours,
        data / "secrets.json",
        data / "demo-accounts.json",
        data / "portal.sqlite3",
        data / "hub" / "jupyterhub.sqlite",
        data / "store",
        data / "gradebooks",
        data / "logs",
        data / "run",
        data / "run" / "hub.json",
        data / "run" / "portal.json",
        data / "run" / "zygote" / "children.json",
        hidden_tests,
        ROOT / "hub_config",
        ROOT / "extensions" / "innolab_portal",
        runtime / "p" / two.neighbour.user,
        # Of the own server, which has a token.
        runtime / "p" / two.pupil.user / "jupyter_cookie_secret",
        runtime / "p" / two.pupil.user / "server.log",
        two.pupil.deployment.zygote_socket,
        Path.home(),
    ]
    assert [path for path in there if not path.exists()] == []
    told = two.kernel.value(TRY_TO_READ % json.dumps([str(path) for path in there]))
    # What lies on the way to something of its own is there, with nothing else in it.
    on_the_way = {str(Path.home()): [Path(sys.base_prefix).relative_to(Path.home()).parts[0]]} if below_home() else {}
    expected = [on_the_way.get(str(path), "FileNotFoundError") for path in there]
    assert dict(zip(map(str, there), told, strict=True)) == dict(zip(map(str, there), expected, strict=True))


def below_home() -> bool:
    """Whether this Python lies in the home of who runs the tests."""
    return Path(sys.base_prefix).is_relative_to(Path.home())


def test_sees_no_file_but_its_own_and_those_it_runs_with(two: Two):
    own, _ = homes(two)
    two.kernel.run("open('mine.txt', 'w').write('x')")
    seen = two.kernel.value(ALL_FILES % json.dumps([*SYSTEM, sys.prefix, sys.base_prefix]))
    assert str(own / "mine.txt") in seen
    of_its_own = [own, Path("/tmp"), kernel_folder(two)]
    of_ours = [ROOT / "extensions" / room for room in ("innolab_check", "innolab_stage", "prefork")]
    allowed = tuple(f"{path}/" for path in of_its_own + of_ours)
    assert [path for path in seen if not path.startswith(allowed)] == []


def test_writes_in_its_home_and_tmp_only(two: Two):
    own, _ = homes(two)
    # In its kernel's folder are the sockets to its server.
    its_own = {own, kernel_folder(two), Path("/tmp"), Path("/dev/shm")}
    written = {Path(path) for path in two.kernel.value(TRY_TO_WRITE)}
    assert written >= its_own
    # On the way to a home or a checkout that lies in the machine's /tmp, its own /tmp has folders with nothing else.
    seen = {*its_own, ROOT / "extensions" / "prefork"}
    on_the_way = {parent for path in seen for parent in path.parents if parent.is_relative_to("/tmp")}
    below = {path for path in written if {own, kernel_folder(two)} & set(path.parents)}
    assert written - its_own - on_the_way - below == set()


def test_changes_no_file_it_runs_with_and_no_setting_of_the_machine(two: Two):
    ours = ROOT / "extensions" / "innolab_check" / "innolab_check" / "__init__.py"
    paths = [os.__file__, sys.executable, str(ours), "/etc/passwd", "/usr/bin/env", "/proc/sys/kernel/hostname"]
    assert two.kernel.value(TRY_TO_CHANGE % json.dumps(paths)) == []
    mount = (
        "import subprocess\nsubprocess.run(['mount', '-t', 'tmpfs', 'tmpfs', '/tmp'], capture_output=True).returncode"
    )
    assert two.kernel.value(mount) != 0
