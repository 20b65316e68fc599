"""Keep processes running side by side; end them all, and whatever they started, when told to."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from jupyter_prefork.protocol import is_listening

from innolab_cli.folder import StartError
from innolab_cli.processes import DATA_MARK, ProcessPlan, base_environment
from innolab_cli.stopping import StopSignal
from innolab_cli.words import _

START_LIMIT_S = 90
STOP_LIMIT_S = 10
LONGEST_PAUSE_S = 10
LOG_TAIL_LINES = 20


@dataclass
class Supervised:
    """A process and what is needed to start it again."""

    plan: ProcessPlan
    process: subprocess.Popen[bytes]
    started_at: float
    failures: int = 0
    start_again_at: float | None = None


class Supervisor:
    """Starts the planned processes, restarts those that end, stops them in reverse order."""

    def __init__(self, *, data: Path, logs: Path, say: Callable[[str], None], stop: StopSignal | None = None) -> None:
        self._data = data
        self._logs = logs
        self._say = say
        self._supervised: dict[str, Supervised] = {}
        self._stop = stop or StopSignal()

    def launch(self, plans: list[ProcessPlan]) -> None:
        """Start those that do not run yet, without waiting for them."""
        for plan in plans:
            if plan.name not in self._supervised:
                self._supervised[plan.name] = Supervised(plan, self._launch(plan), time.monotonic())

    def start(self, plans: list[ProcessPlan]) -> None:
        """Start all and wait until each is ready, or a stop is asked for; StartError has the end of a log."""
        in_front = [plan for plan in plans if plan.ready_url or plan.ready_socket]
        self.launch(in_front)
        for plan in in_front:
            self._wait_until_ready(plan)
        if not self._stop.came:
            # Nobody waits for the others to be ready: they would only take the time of those in front.
            self.launch(plans)

    def pids(self) -> dict[str, int]:
        """Process ids by name."""
        return {name: one.process.pid for name, one in self._supervised.items()}

    def watch(self) -> list[str]:
        """One look at all processes; starts again those that ended. Returns the names started again."""
        restarted = []
        for one in self._supervised.values():
            if one.start_again_at is None and one.process.poll() is not None:
                self._note_end(one)
            if one.start_again_at is not None and time.monotonic() >= one.start_again_at:
                one.process, one.started_at, one.start_again_at = self._launch(one.plan), time.monotonic(), None
                restarted.append(one.plan.name)
        return restarted

    def wait_ready(self, name: str) -> None:
        """Wait until a process that was started again is ready."""
        self._wait_until_ready(self._supervised[name].plan)

    def wait_ended(self, name: str, *, within_s: float) -> None:
        """Wait until a process has ended that was asked to, but not for ever."""
        with suppress(subprocess.TimeoutExpired):
            self._supervised[name].process.wait(within_s)

    def stop(self) -> None:
        """End everything: politely in reverse order, then by force, then whatever carries the data folder's mark."""
        self.end("")
        end_marked(self._data)

    def end(self, beginning: str) -> None:
        """End those whose names begin so: politely in reverse order, then by force."""
        ending = [one for name, one in self._supervised.items() if name.startswith(beginning)]
        for one in reversed(ending):
            with suppress(ProcessLookupError):
                one.process.terminate()
        deadline = time.monotonic() + STOP_LIMIT_S
        for one in ending:
            try:
                one.process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                one.process.kill()
                one.process.wait()
            del self._supervised[one.plan.name]

    def _note_end(self, one: Supervised) -> None:
        lived = time.monotonic() - one.started_at
        one.failures = one.failures + 1 if lived < LONGEST_PAUSE_S * 3 else 1
        pause = min(0.2 * 2**one.failures, LONGEST_PAUSE_S)
        one.start_again_at = time.monotonic() + pause
        self._say(
            _("{name} ended ({code}); starting it again. Log: {log}",
              name=one.plan.name, code=one.process.returncode, log=self._log(one.plan.name))
        )  # fmt: skip

    def _launch(self, plan: ProcessPlan) -> subprocess.Popen[bytes]:
        with self._log(plan.name).open("ab") as log:
            return subprocess.Popen(
                plan.command,
                env={**base_environment(self._data), **plan.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self._data,
                # A session of its own: Ctrl-C reaches only us, and we end the others in order.
                start_new_session=True,
            )

    def _wait_until_ready(self, plan: ProcessPlan) -> None:
        deadline = time.monotonic() + START_LIMIT_S
        while not self._stop.came:
            if self._supervised[plan.name].process.poll() is not None or time.monotonic() > deadline:
                raise StartError(
                    _(
                        "{name} did not start. The end of its log:\n{tail}",
                        name=plan.name,
                        tail=self._log_tail(plan.name),
                    )
                )
            if is_ready(plan):
                return
            time.sleep(0.1)

    def _log(self, name: str) -> Path:
        return self._logs / f"{name}.log"

    def _log_tail(self, name: str) -> str:
        lines = self._log(name).read_text(errors="replace").splitlines()
        return "\n".join(lines[-LOG_TAIL_LINES:])


def is_ready(plan: ProcessPlan) -> bool:
    """Whether a process does what it was started for."""
    if plan.ready_socket:
        return is_listening(plan.ready_socket)
    return plan.ready_url is None or answers(plan.ready_url)


def answers(url: str) -> bool:
    """Whether a server answers there without a fault of its own."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=2)
    try:
        connection.request("GET", parts.path)
        return connection.getresponse().status < HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def end_marked(data: Path) -> None:
    """End every process that carries the data folder's mark: servers and kernels a killed hub left behind."""
    for sign, patience_s in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 2.0)):
        deadline = time.monotonic() + patience_s
        for pid in marked_pids(data):
            with suppress(ProcessLookupError):
                os.kill(pid, sign)
        while marked_pids(data) and time.monotonic() < deadline:
            time.sleep(0.1)
        if not marked_pids(data):
            return


def marked_pids(data: Path) -> list[int]:
    """Processes of ours that belong to the data folder, except this one."""
    mark = f"{DATA_MARK}={data}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with suppress(OSError):
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
    return found
