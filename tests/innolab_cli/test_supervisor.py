import os
import socket
import sys
import time

import pytest
from innolab_cli.folder import DataFolder, StartError, free_ports, refuse_taken_port
from innolab_cli.processes import ProcessPlan
from innolab_cli.supervisor import Supervisor, end_marked, marked_pids

from hub_config.settings import Settings

LIVES = [sys.executable, "-c", "import time; time.sleep(60)"]
TWO_PROCESSES = """
import subprocess, sys, time
subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'], start_new_session=True)
time.sleep(60)
"""
LEAVES_A_CHILD = [sys.executable, "-c", TWO_PROCESSES]


@pytest.fixture
def folder(tmp_path) -> DataFolder:
    folder = DataFolder(tmp_path / "var")
    folder.make()
    return folder


@pytest.fixture
def heard() -> list[str]:
    return []


@pytest.fixture
def supervisor(folder, heard):
    supervisor = Supervisor(data=folder.path, logs=folder.logs, say=heard.append)
    yield supervisor
    supervisor.stop()


def wait_for(condition, seconds=10.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)


def test_a_process_that_ends_is_started_again_and_said(supervisor, heard):
    supervisor.start([ProcessPlan("worker", [sys.executable, "-c", "import time; time.sleep(0.3)"])])
    first = supervisor.pids()["worker"]
    wait_for(lambda: supervisor.watch() == ["worker"])
    assert supervisor.pids()["worker"] != first
    assert "worker" in heard[0]


def test_some_can_be_ended_before_the_others_and_stay_ended(supervisor):
    supervisor.start([ProcessPlan(name, LIVES) for name in ("hub", "grader-1", "grader-2")])
    supervisor.end("grader")
    assert list(supervisor.pids()) == ["hub"]
    assert supervisor.watch() == []


def test_stopping_leaves_nothing_behind_not_even_what_children_started(folder, supervisor):
    supervisor.start([ProcessPlan("hub", LEAVES_A_CHILD)])
    wait_for(lambda: len(marked_pids(folder.path)) == 2)
    supervisor.stop()
    assert marked_pids(folder.path) == []


def test_a_process_is_waited_for_until_it_has_ended_but_not_for_ever(supervisor):
    ends = [sys.executable, "-c", "import time; time.sleep(0.2)"]
    supervisor.launch([ProcessPlan("ends", ends), ProcessPlan("lives", LIVES)])
    pids = supervisor.pids()
    supervisor.wait_ended("ends", within_s=60)
    supervisor.wait_ended("lives", within_s=0.1)
    os.kill(pids["lives"], 0)
    with pytest.raises(ProcessLookupError):
        os.kill(pids["ends"], 0)


def test_a_process_that_cannot_start_shows_the_end_of_its_log(supervisor):
    broken = ProcessPlan(
        "portal", [sys.executable, "-c", "raise SystemExit('no such key')"], ready_url="http://127.0.0.1:9/"
    )
    with pytest.raises(StartError, match="no such key"):
        supervisor.start([broken])


def test_what_nobody_waits_for_starts_when_those_in_front_are_ready(supervisor):
    port = free_ports(1)[0]
    in_front = ProcessPlan(
        "portal",
        [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)],
        ready_url=f"http://127.0.0.1:{port}/",
    )
    # It ends at once, with a fault of its own if what is in front does not answer yet.
    asks = f"import urllib.request; urllib.request.urlopen('http://127.0.0.1:{port}/')"
    supervisor.start([ProcessPlan("grader", [sys.executable, "-c", asks]), in_front])
    grader = supervisor._supervised["grader"].process
    assert grader.wait(timeout=10) == 0


def test_leftovers_of_another_data_folder_are_left_alone(folder, tmp_path):
    other = DataFolder(tmp_path / "other")
    other.make()
    theirs = Supervisor(data=other.path, logs=other.logs, say=print)
    theirs.start([ProcessPlan("worker", LIVES)])
    end_marked(folder.path)
    assert marked_pids(other.path) == list(theirs.pids().values())
    theirs.stop()


def test_processes_get_nothing_of_the_operators_environment(folder, supervisor, monkeypatch):
    monkeypatch.setenv("OPERATORS_PASSWORD", "secret")
    supervisor.start(
        [
            ProcessPlan(
                "worker",
                [sys.executable, "-c", "import os; print(sorted(os.environ), flush=True); import time; time.sleep(9)"],
            )
        ]
    )
    log = folder.logs / "worker.log"
    wait_for(lambda: "PATH" in log.read_text())
    assert "OPERATORS_PASSWORD" not in log.read_text()


def test_one_run_holds_a_data_folder_at_a_time(folder):
    assert not folder.in_use()
    with folder.hold():
        assert folder.in_use()
        with pytest.raises(StartError, match="already runs"), folder.hold():
            pass
    assert not folder.in_use()


def test_a_taken_port_is_said_with_another_to_try():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(StartError, match=f"Port {port} is in use") as told:
            refuse_taken_port(Settings(port=port))
        refuse_taken_port(Settings(port=int(str(told.value).rsplit(" ", 1)[1])))


def test_free_ports_differ():
    assert len(set(free_ports(5))) == 5
