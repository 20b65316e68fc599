"""A start that is broken off: it ends quietly, leaves nothing running, and the next one carries on."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from houses import launch_house, wait_for_words
from innolab_cli.folder import free_ports
from innolab_cli.supervisor import marked_pids

from hub_config.deployment import Deployment

# The tests beside this one share a house; these start their own.

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

MOMENTS = ["First start", "Making the demo school", "Starting proxy", "InnoLab is ready at"]
"""What it says last before it is broken off."""


def has_ended(process: subprocess.Popen[bytes], data: Path, log: Path) -> str:
    """Wait until it has ended with all it started; returns what it said."""
    process.wait(timeout=60)
    said = log.read_text()
    assert "Traceback" not in said
    assert marked_pids(data) == [], said
    assert not (data / "run" / "innolab.json").exists()
    config = data / "run" / "hub.json"
    assert not config.exists() or not Deployment.load(config).runtime.exists()
    return said


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_start_broken_off_at_any_moment_ends_quietly_and_the_next_carries_on(tmp_path: Path, sign: signal.Signals):
    data, port = tmp_path / "var", free_ports(1)[0]
    for number, moment in enumerate(MOMENTS):
        log = tmp_path / f"{number}.log"
        process = launch_house(data, port, log)
        wait_for_words(log, moment, process)
        process.send_signal(sign)
        assert "Stopped. Everything is kept in" in has_ended(process, data, log)
        assert process.returncode == 0
    assert len(json.loads((data / "demo-accounts.json").read_text())) > 30


@pytest.mark.parametrize("after_s", [0.15, 0.3, 0.5, 0.8])
def test_a_start_broken_off_before_it_has_said_anything_ends_quietly(tmp_path: Path, after_s: float):
    data, log = tmp_path / "var", tmp_path / "run.log"
    process = launch_house(data, free_ports(1)[0], log)
    time.sleep(after_s)
    process.send_signal(signal.SIGINT)
    has_ended(process, data, log)
    assert process.returncode in {0, -signal.SIGINT}


def test_stop_ends_a_start_that_is_not_ready_yet(tmp_path: Path):
    data, log = tmp_path / "var", tmp_path / "run.log"
    process = launch_house(data, free_ports(1)[0], log)
    wait_for_words(log, "database and secrets", process)
    of_the_house = [sys.executable, "-m", "innolab_cli"]
    environment = {"LANGUAGE": "en", "INNOLAB_SETTINGS": str(tmp_path / "innolab.toml")}
    status = subprocess.run(
        [*of_the_house, "status", "--data", data], env=environment, capture_output=True, text=True, check=True
    )
    assert "InnoLab is starting at" in status.stdout
    subprocess.run([*of_the_house, "stop", "--data", data], env=environment, check=True, capture_output=True)
    has_ended(process, data, log)
