"""A pupil's code that takes all it can get is stopped, and the neighbour works on meanwhile."""

import os
import time
import uuid
from pathlib import Path

import pytest
from innolab_player.room import MB, taken_by
from jupyter_prefork.sandbox import cgroups

from .conftest import HOME_MB, Two

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

ENDS_WITHIN_S = 30


def test_a_fork_bomb(two: Two):
    bomb = "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass"
    two.kernel.begin(bomb)
    two.neighbour_works()
    two.kernel.restart()
    assert two.kernel.value("1 + 1") == 2
    two.neighbour_works()


def test_processes_end_at_the_limit(two: Two):
    count = two.kernel.value(
        "import subprocess\n"
        "started = []\n"
        "try:\n"
        "    while len(started) < 1000:\n"
        "        started.append(subprocess.Popen(['sleep', '60']))\n"
        "except OSError as problem:\n"
        "    pass\n"
        "[each.kill() for each in started]\n"
        "len(started)"
    )
    assert 5 < count < two.pupil.deployment.settings.kernel_processes


def test_memory(two: Two):
    request = two.kernel.begin("held = []\nwhile True:\n    held.append(bytearray(8_000_000))")
    two.neighbour_works()
    ran = two.kernel.wait(request)
    assert (ran.status, ran.error) in {("error", "MemoryError"), ("died", "")}
    two.neighbour_works()
    two.kernel.restart()
    assert two.kernel.value("1 + 1") == 2


def test_memory_of_many_processes_together(two: Two):
    if os.geteuid() or two.house.data.stat().st_uid or "memory" not in cgroups.look()[1]:
        pytest.skip("no cgroups can be made here: InnoLab says at its start that memory is limited for each process")
    limit = two.pupil.deployment.settings.kernel_memory_mb
    two.kernel.begin(
        "import os, time\n"
        "for _ in range(20):\n"
        "    if os.fork() == 0:\n"
        f"        held = b'x' * ({limit} // 4 * 1_000_000)\n"
        "        time.sleep(60)\n"
        "        os._exit(0)\n"
        "print([os.waitstatus_to_exitcode(os.wait()[1]) for _ in range(20)])"
    )
    two.neighbour_works()
    group = group_of(two.house.forked("kernel"), two)
    end = time.monotonic() + ENDS_WITHIN_S
    while not out_of_memory(group):
        assert time.monotonic() < end, "nothing was killed"
        time.sleep(0.2)
    two.neighbour_works()
    two.kernel.restart()
    assert two.kernel.value("1 + 1") == 2


def group_of(kernels: list[int], two: Two) -> Path:
    """The memory cgroup of the pupil's kernel, which has the most processes."""
    groups = []
    for path, _, options in cgroups.mounts():
        if "memory" in options or not options:
            groups += [group for group in path.rglob("prefork-*kernel*") if "pids" not in options]
    return max(groups, key=lambda group: len((group / "cgroup.procs").read_text().split()))


def out_of_memory(group: Path) -> bool:
    """Whether something in it was killed for its memory, or it has ended with all in it."""
    for name in ("memory.oom_control", "memory.events"):
        if (group / name).exists():
            counted = dict(line.split() for line in (group / name).read_text().splitlines())
            return counted["oom_kill"] != "0"
    return not group.exists()


def test_tmp_ends_at_its_size(two: Two):
    told = two.kernel.value(
        "def fill(folder):\n"
        "    try:\n"
        "        for number in range(100):\n"
        "            with open(f'{folder}/{number}', 'wb') as file:\n"
        "                file.write(bytes(10_000_000))\n"
        "    except OSError as problem:\n"
        "        return [problem.errno, number]\n"
        "[fill('/tmp'), fill('/dev/shm')]"
    )
    assert [problem for problem, _ in told] == [28, 28]
    assert all(number < 10 for _, number in told)
    two.neighbour_works()


def test_one_file_ends_at_its_size(two: Two):
    told = two.kernel.run("with open('big', 'wb') as file:\n    while True:\n        file.write(bytes(10_000_000))")
    assert (told.status, told.error) == ("error", "OSError")
    size = two.kernel.value("import os\nsize = os.stat('big').st_size\nos.unlink('big')\nsize")
    assert size == two.pupil.deployment.settings.kernel_file_mb * 1024 * 1024


FILL_HOME = """
import os
for number in range(10_000):
    with open(f"filler-{number}", "wb") as file:
        file.write(os.urandom(1_000_000))
"""


def test_many_files_together(two: Two):
    home = two.house.data / "homes" / two.pupil.user
    request = two.kernel.begin(FILL_HOME)
    two.neighbour_works()
    assert two.kernel.wait(request).status == "died"
    assert HOME_MB * MB < taken_by(home, 0) < 20 * HOME_MB * MB
    two.neighbour_works()
    # Python starts again by itself and may tidy up, but not go on.
    two.kernel.wait_until_ready()
    assert two.kernel.value("1 + 1") == 2
    assert two.kernel.wait(two.kernel.begin(FILL_HOME.replace("filler", "more"))).status == "died"
    two.kernel.wait_until_ready()
    assert (
        two.kernel.run(
            "import glob, os\n[os.unlink(each) for each in glob.glob('filler-*') + glob.glob('more-*')]"
        ).status
        == "ok"
    )
    assert two.kernel.run("with open('again', 'wb') as file:\n    file.write(bytes(20_000_000))").status == "ok"
    time.sleep(3)
    assert two.kernel.value("import os\nos.stat('again').st_size") == 20_000_000
    two.kernel.run("os.unlink('again')")


def test_room_can_not_be_taken_without_writing(two: Two):
    ran = two.kernel.run(
        "import os\nwith open('big', 'wb') as file:\n    os.posix_fallocate(file.fileno(), 0, 50_000_000)"
    )
    assert (ran.status, ran.error) == ("error", "OSError")


def test_a_hundred_thousand_lines(two: Two):
    request = two.kernel.begin("for number in range(100_000):\n    print('line', number)")
    two.neighbour_works()
    assert two.kernel.wait(request).status == "ok"
    assert two.kernel.value("1 + 1") == 2


def test_output_without_an_end(two: Two):
    request = two.kernel.begin("while True:\n    print('again and again')")
    two.neighbour_works()
    two.kernel.interrupt()
    ran = two.kernel.wait(request)
    assert (ran.status, ran.error) == ("error", "KeyboardInterrupt")


def test_a_busy_loop(two: Two):
    request = two.kernel.begin("while True:\n    pass")
    two.neighbour_works()
    two.kernel.interrupt()
    ran = two.kernel.wait(request)
    assert (ran.status, ran.error) == ("error", "KeyboardInterrupt")
    assert two.kernel.value("1 + 1") == 2


def test_a_busy_loop_that_will_not_be_interrupted(two: Two):
    two.kernel.begin(
        "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass"
    )
    two.neighbour_works()
    two.kernel.interrupt()
    two.kernel.restart()
    assert two.kernel.value("1 + 1") == 2


LEFT_RUNNING = """
import os, signal, subprocess, sys
code = "import os, signal, time; os.setsid(); [signal.signal(each, signal.SIG_IGN) for each in (1, 2, 15)]; os.fork(); time.sleep(1000)"
for _ in range(2):
    subprocess.Popen([sys.executable, "-c", code, MARK])
"""


@pytest.mark.parametrize("ending", ["kernel", "server", "stop"])
def test_what_is_left_running_ends_with_the_kernel(two: Two, ending: str):
    mark = f"left-{uuid.uuid4().hex}"
    assert two.kernel.run(LEFT_RUNNING.replace("MARK", repr(mark))).status == "ok"
    wait_for(lambda: len(marked(mark)) == 4)
    if ending == "kernel":
        two.kernel.shut_down()
    elif ending == "server":
        two.house.kill_server_of(two.pupil.user)
    else:
        two.pupil.stop_server()
    wait_for(lambda: not marked(mark))
    two.neighbour_works()
    two.pupil.start_server()


def marked(mark: str) -> list[int]:
    """Processes of the machine with this word in their command line, as root sees them all."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def wait_for(happened: object) -> None:
    """Wait until something is so."""
    end = time.monotonic() + ENDS_WITHIN_S
    while not happened():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.1)
