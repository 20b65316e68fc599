"""What counts as idle. With a real culler and hub: tests/e2e/test_idle.py."""

from datetime import timedelta

import pytest
from jupyterhub_idle_culler import IdleCuller
from traitlets.config import PyFileConfigLoader

from hub_config import culling
from hub_config.culling import IdleTwice, kernel_options, look_every_s, report_every_s
from hub_config.settings import Settings

HOUR = 3600
LOOK = look_every_s(60)


@pytest.fixture
def clock(monkeypatch):
    now = [1_000_000.0]
    monkeypatch.setattr(culling.time, "time", lambda: now[0])
    return now


def look(arbiter, *, idle_minutes: float, started: str = "today") -> bool:
    server = {"url": "/user/p-1/", "started": started}
    return arbiter(inactive=timedelta(minutes=idle_minutes), inactive_limit=HOUR, server=server)


def test_a_server_is_stopped_when_it_is_idle_at_two_looks_in_a_row(clock):
    arbiter = IdleTwice()
    assert not look(arbiter, idle_minutes=59)
    assert not look(arbiter, idle_minutes=61)
    clock[0] += LOOK
    assert look(arbiter, idle_minutes=71)


def test_one_that_was_only_late_with_its_report_stays(clock):
    arbiter = IdleTwice()
    assert not look(arbiter, idle_minutes=500)
    clock[0] += LOOK
    assert not look(arbiter, idle_minutes=1)
    clock[0] += LOOK
    assert not look(arbiter, idle_minutes=61)


def test_a_look_of_before_the_machine_slept_counts_no_more(clock):
    arbiter = IdleTwice()
    assert not look(arbiter, idle_minutes=61)
    clock[0] += 8 * HOUR
    assert not look(arbiter, idle_minutes=541)


def test_a_server_that_was_started_anew_is_another(clock):
    arbiter = IdleTwice()
    assert not look(arbiter, idle_minutes=61)
    clock[0] += LOOK
    assert not look(arbiter, idle_minutes=61, started="anew")


def test_the_culler_takes_it_from_its_configuration():
    file = culling.__file__.replace("culling.py", "idle_culler_config.py")
    config = PyFileConfigLoader(file).load_config()
    assert isinstance(IdleCuller(config=config).cull_arbiter_hook, IdleTwice)


@pytest.mark.parametrize(
    ("server", "kernel", "report"), [(60, 30, 150), (0, 0, 300), (0, 60, 300), (600, 600, 300), (0.3, 0.1, 1)]
)
def test_servers_report_twice_between_two_looks(server, kernel, report):
    assert report_every_s(Settings(server_idle_minutes=server, kernel_idle_minutes=kernel)) == report


def test_kernels_are_ended_by_the_servers_own_options():
    assert kernel_options(30) == [
        "--MappingKernelManager.cull_idle_timeout=1800",
        "--MappingKernelManager.cull_interval=300",
    ]
    assert kernel_options(0)[0].endswith("=0")
