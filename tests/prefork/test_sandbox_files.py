"""A sandbox sees the system, what its policy names, and its own folders; it writes to its own only."""

from __future__ import annotations

import errno
import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyter_prefork.sandbox import mounts
from jupyter_prefork.sandbox.system import CLONE_NEWNS, SandboxError, unshare

from .sandboxed import MODES, UIDS, home, in_sandbox, need, refused

ALLOWED_AT_THE_TOP = {
    "bin",
    "dev",
    "etc",
    "lib",
    "lib32",
    "lib64",
    "libx32",
    "proc",
    "sbin",
    "sys",
    "tmp",
    "usr",
    "var",
}


@pytest.fixture(params=MODES)
def mode(request: pytest.FixtureRequest) -> str:
    need(request.param)
    return request.param


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder of the machine that everybody can read."""
    folder = Path(tempfile.mkdtemp(prefix="shared-", dir="/tmp"))
    folder.chmod(0o755)
    (folder / "text").write_text("read me")
    yield folder
    shutil.rmtree(folder)


def test_sees_nothing_of_the_machine_but_the_system_and_what_is_given(mode: str, shared: Path) -> None:
    with home(mode) as own, home(mode) as anothers:
        (anothers / "work.ipynb").write_text("{}")

        def look_around() -> tuple[set[str], list[str], list[bool]]:
            secrets = [
                "/etc/shadow",
                "/etc/ssl/private",
                "/var/lib",
                "/run",
                "/root/.ssh",
                "/boot",
                str(anothers),
                str(shared),
            ]
            return set(os.listdir("/")), sorted(os.listdir("/tmp")), [os.path.exists(path) for path in secrets]

        top, tmp, secrets = in_sandbox(look_around, mode, own=[str(own)])

    given = {Path(path).parts[1] for path in (sys.prefix, sys.base_prefix, __file__)}
    assert top <= ALLOWED_AT_THE_TOP | given
    # The checkout itself may lie in /tmp.
    assert tmp == sorted(
        {own.name, *(Path(path).parts[2] for path in (sys.prefix, __file__) if path.startswith("/tmp/"))}
    )
    assert not any(secrets)


def test_the_parents_of_what_is_given_show_nothing_else(mode: str) -> None:
    prefix = Path(sys.base_prefix)
    assert in_sandbox(lambda: os.listdir(prefix.parent), mode) == [prefix.name]


def test_writes_to_its_own_folder_as_its_own_user(mode: str) -> None:
    with home(mode) as own:
        in_sandbox(lambda: (own / "answer").write_text("42"), mode, own=[str(own)])

        assert (own / "answer").read_text() == "42"
        assert (own / "answer").stat().st_uid == UIDS[mode]


def test_writes_nowhere_else(mode: str, shared: Path) -> None:
    places = [
        "/",
        "/etc",
        "/usr",
        "/usr/local",
        "/dev",
        "/var",
        "/proc",
        "/sys/devices/system/cpu",
        str(shared),
        sys.prefix,
    ]

    def try_all() -> list[int | None]:
        return [refused(lambda place=place: Path(place, "mine").write_text("x")) for place in places]  # type: ignore[misc]

    assert set(in_sandbox(try_all, mode, read_only=[str(shared)])) <= {errno.EROFS, errno.EACCES, errno.ENOENT}


@pytest.mark.parametrize(
    "path", ["/proc/sys/kernel/hostname", "/proc/sys/vm/drop_caches", "/proc/sys/kernel/core_pattern"]
)
def test_changes_no_setting_of_the_kernel(mode: str, path: str) -> None:
    problem = in_sandbox(lambda: refused(lambda: os.open(path, os.O_WRONLY)), mode)

    assert problem in (errno.EROFS, errno.EACCES)


def test_what_is_given_is_read_only_with_all_that_is_mounted_in_it(mode: str, shared: Path) -> None:
    (shared / "inner").mkdir()

    def mount_inside() -> None:
        unshare("make a mount namespace", CLONE_NEWNS)
        with mounts.opened("/") as top:
            mounts.set_attributes("/", top, 0, recursive=True, propagation=mounts.MS_PRIVATE)
        with mounts.opened(str(shared / "inner")) as target:
            mounts.attach("inner", mounts.make("tmpfs", {"mode": "777"}, 0), target)
        (shared / "inner" / "text").write_text("inner text")

    if os.geteuid() != 0:
        pytest.skip("mounting on the machine takes root")

    def use() -> tuple[str, int | None]:
        return (shared / "inner" / "text").read_text(), refused(lambda: (shared / "inner" / "new").write_text("x"))

    assert in_sandbox(use, mode, read_only=[str(shared)], before=mount_inside) == ("inner text", errno.EROFS)


def test_paths_may_be_links_nested_double_or_missing(mode: str, shared: Path) -> None:
    (shared / "real" / "deep").mkdir(parents=True)
    (shared / "real" / "deep" / "text").write_text("deep text")
    (shared / "link").symlink_to("real")
    (shared / "absolute").symlink_to(shared / "link" / "deep")
    given = [
        f"{shared}/absolute",
        f"{shared}/link/deep",
        f"{shared}/real/deep",
        f"{shared}/real/../real",
        "/no/such/path",
    ]

    def read() -> tuple[str, str, bool]:
        texts = [(shared / name / "text").read_text() for name in ("absolute", "link/deep")]
        return texts[0], texts[1], (shared / "text").exists()

    assert in_sandbox(read, mode, read_only=given) == ("deep text", "deep text", False)


def test_a_path_given_may_be_a_file(mode: str, shared: Path) -> None:
    file = shared / "text"

    def use() -> tuple[str, int | None]:
        return file.read_text(), refused(lambda: file.write_text("x"))

    assert in_sandbox(use, mode, read_only=[str(file)]) == ("read me", errno.EROFS)


def test_own_folders_may_lie_in_one_another_and_hold_what_is_read_only(mode: str) -> None:
    with home(mode) as own:
        for name in ("inner", "fixed"):
            (own / name).mkdir()
            os.chown(own / name, UIDS[mode], UIDS[mode])

        def use() -> int | None:
            (own / "inner" / "text").write_text("x")
            return refused(lambda: (own / "fixed" / "text").write_text("x"))

        folders = [str(own / "inner"), str(own)]
        assert in_sandbox(use, mode, own=folders, read_only=[str(own / "fixed")]) == errno.EROFS
        assert (own / "inner" / "text").read_text() == "x"


def test_a_folder_swapped_for_a_link_after_it_was_opened_gives_nothing(mode: str, shared: Path) -> None:
    with home(mode) as own:
        (own / "mine").mkdir()
        os.chown(own / "mine", UIDS[mode], UIDS[mode])
        (own / "mine" / "text").write_text("mine")

        def swap() -> None:
            (own / "mine").rename(own / "moved")
            (own / "mine").symlink_to(shared)

        assert in_sandbox((own / "mine" / "text").read_text, mode, own=[str(own / "mine")], between=swap) == "mine"


def test_a_link_in_an_own_folder_leads_nowhere_when_something_is_to_be_mounted_there(mode: str, shared: Path) -> None:
    with home(mode) as own:
        (own / "inner").mkdir()
        os.chown(own / "inner", UIDS[mode], UIDS[mode])

        def swap() -> None:
            (own / "inner").rename(own / "moved")
            (own / "inner").symlink_to("/usr")

        with pytest.raises(SandboxError, match="could not make a place for"):
            in_sandbox(lambda: None, mode, own=[str(own), str(own / "inner")], between=swap)


def test_tmp_is_its_own_and_full_at_its_size(mode: str) -> None:
    def fill(folder: str) -> int | None:
        return refused(lambda: Path(folder, "big").write_bytes(bytes(3 << 20)))

    def fill_both() -> list[int | None]:
        return [fill("/tmp"), fill("/dev/shm"), fill("/var/tmp")]

    assert in_sandbox(fill_both, mode, tmp_mb=2) == [errno.ENOSPC] * 3
    assert not Path("/tmp/big").exists()


def test_tmp_holds_no_endless_number_of_files(mode: str) -> None:
    def litter() -> int | None:
        return refused(lambda: [Path(f"/tmp/{number}").touch() for number in range(5000)])

    assert in_sandbox(litter, mode, tmp_mb=1) == errno.ENOSPC


def test_the_only_account_is_its_own(mode: str) -> None:
    with home(mode) as own:
        accounts = in_sandbox(lambda: [tuple(account) for account in pwd.getpwall()], mode, own=[str(own)])
        assert accounts == [("user", "x", UIDS[mode], UIDS[mode], "", str(own), "/bin/sh")]


def test_devices_are_the_harmless_ones(mode: str) -> None:
    def use() -> tuple[bytes, int, list[str]]:
        Path("/dev/null").write_text("away")
        return Path("/dev/zero").open("rb").read(2), len(os.urandom(4)), sorted(os.listdir("/dev"))

    names = ["fd", "full", "null", "ptmx", "pts", "random", "shm", "stderr", "stdin", "stdout", "urandom", "zero"]
    assert in_sandbox(use, mode) == (b"\0\0", 4, names)


def test_a_setuid_program_gives_nothing(mode: str, shared: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("making a setuid program takes root")
    program = shared / "id"
    shutil.copy("/usr/bin/id", program)
    program.chmod(0o4755)

    def run() -> str:
        return subprocess.run([program, "-u"], capture_output=True, text=True, check=True).stdout.strip()

    assert in_sandbox(run, mode, read_only=[str(shared)]) == str(UIDS[mode])


def test_nothing_of_it_is_left_outside(mode: str) -> None:
    before = Path("/proc/self/mounts").read_text()

    in_sandbox(lambda: None, mode)

    assert Path("/proc/self/mounts").read_text() == before


def test_no_descriptor_leads_back_to_the_machine(mode: str) -> None:
    def folders() -> list[str]:
        handles = [int(name) for name in os.listdir("/proc/self/fd")]
        return [os.readlink(f"/proc/self/fd/{handle}") for handle in handles if is_folder(handle)]

    def is_folder(handle: int) -> bool:
        try:
            return stat.S_ISDIR(os.fstat(handle).st_mode)
        except OSError:  # the one with which they were listed
            return False

    with home(mode) as own:
        assert in_sandbox(folders, mode, own=[str(own)]) == []
