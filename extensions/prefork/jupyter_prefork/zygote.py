"""The zygote: imports once, then forks children on request. Single-threaded, and the only privileged process."""

from __future__ import annotations

import contextlib
import fcntl
import gc
import hashlib
import importlib
import logging
import os
import secrets
import selectors
import signal
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_prefork import folders, protocol
from jupyter_prefork.asking import Asker, identify
from jupyter_prefork.child import GO, Job, become
from jupyter_prefork.children import Child, Children, send_signal, start_time
from jupyter_prefork.config import Config, Entry
from jupyter_prefork.errors import ConfigError, PreforkError, Refused, UnknownChild
from jupyter_prefork.sandbox import cgroups, processes
from jupyter_prefork.sandbox.machine import Machine, look
from jupyter_prefork.sandbox.system import SandboxError

log = logging.getLogger("jupyter_prefork")

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


OVERFLOW_UID = 65534


@dataclass(eq=False)
class Connection:
    """One client and what it waits for."""

    socket: socket.socket
    waits_for: set[str] = field(default_factory=set)
    tied: set[str] = field(default_factory=set)
    """Children to be killed when this connection closes."""


class Zygote:
    """Serves one socket until it is told to end."""

    def __init__(self, config: Config, machine: Machine) -> None:
        self.config = config
        self.machine = machine
        self.children = Children(config.state / "children.json")
        # Apart from the groups of other zygotes.
        self.mark = hashlib.sha256(os.fsencode(config.state)).hexdigest()[:8]
        self.connections: set[Connection] = set()
        self.selector = selectors.DefaultSelector()
        self.operations: dict[str, Callable[[Connection, Asker, dict[str, Any], list[int]], None]] = {
            "fork": self.fork,
            "wait": self.wait,
            "poll": self.poll,
            "signal": self.signal,
            "status": self.status,
            "stop_all": self.stop_all,
        }

    def serve(self) -> None:
        """Listen and answer until SIGTERM or SIGINT, which leave the children running."""
        self.children.adopt()
        for child in self.children.running.values():
            self.watch(child)
        self.sweep()
        woken, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(wake)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        listener = listen(self.config.socket)
        self.selector.register(listener, selectors.EVENT_READ, lambda: self.accept(listener))
        self.selector.register(woken, selectors.EVENT_READ, None)
        log.info("ready at %s, with %d children", self.config.socket, len(self.children.running))
        while True:
            for key, _ in self.selector.select():
                if key.data is None:
                    return
                key.data()

    # connections

    def accept(self, listener: socket.socket) -> None:
        """A client has come."""
        accepted, _ = listener.accept()
        accepted.settimeout(0)
        connection = Connection(accepted)
        self.connections.add(connection)
        self.selector.register(accepted, selectors.EVENT_READ, lambda: self.read(connection))

    def read(self, connection: Connection) -> None:
        """A client has said something, or gone."""
        descriptors: list[int] = []
        try:
            message, descriptors = protocol.receive(connection.socket)
            if message is None:
                self.close(connection)
                return
            asker = identify(connection.socket, self.config, self.children)
            operation = self.operations.get(str(message.get("op")))
            if operation is None:
                raise PreforkError(f"unknown operation: {message.get('op')}")
            operation(connection, asker, message, descriptors)
        except PreforkError as problem:
            log.warning("%s: %s", problem.kind, problem)
            self.answer(connection, {"error": str(problem), "kind": problem.kind})
        except (ValueError, KeyError, TypeError) as problem:
            log.warning("not understood: %r", problem)
            self.answer(connection, {"error": f"not understood: {problem!r}", "kind": PreforkError.kind})
        except OSError:
            self.close(connection)
        finally:
            protocol.close_all(descriptors)

    def answer(self, connection: Connection, message: dict[str, Any], descriptors: Sequence[int] = ()) -> None:
        """Send a client one message; a client that has gone, or does not read, is let go."""
        try:
            protocol.send(connection.socket, message, descriptors)
        except OSError:
            self.close(connection)

    def close(self, connection: Connection) -> None:
        """Let a client go, and with it the children tied to it."""
        if connection in self.connections:
            self.connections.remove(connection)
            self.selector.unregister(connection.socket)
            connection.socket.close()
            for name in connection.tied & self.children.running.keys():
                send_signal(self.children.running[name], signal.SIGKILL)

    # operations

    def fork(self, connection: Connection, asker: Asker, message: dict[str, Any], descriptors: list[int]) -> None:
        """Fork a child; the answer goes out once it runs its entry point."""
        entry = self.config.entries.get(str(message["entry"]))
        if entry is None:
            raise PreforkError(f"no entry is called {message['entry']}")
        asker.check_entry(entry)
        job = self.job(asker, entry, message, descriptors)
        name = f"{entry.name}-{secrets.token_hex(4)}"
        pid, ready = self.split(job, name)
        child = Child(
            id=name,
            pid=pid,
            started=start_time(pid),
            entry=entry.name,
            owner=asker.owner,
            uid=job.uid,
            own=job.own,
            log=job.log,
            pidfd=os.pidfd_open(pid),
        )
        self.children.add(child)
        self.watch(child)
        if message.get("tie"):
            connection.tied.add(child.id)
        self.selector.register(ready, selectors.EVENT_READ, lambda: self.started(connection, child, ready))

    def split(self, job: Job, name: str) -> tuple[int, int]:
        """Fork into a cgroup of this name; gives the child's pid and where it tells that it is ready.

        Raises:
            PreforkError: nothing was forked.
        """
        if (threads := thread_count()) != 1:
            raise PreforkError(f"the zygote has {threads} threads: a fork would not be safe")
        ready, told = (end.detach() for end in socket.socketpair())
        pid = 0
        try:
            pid = processes.fork(own_processes=job.entry.policy.own_processes and self.machine.pid_namespace)
            if pid == 0:
                become(job, told)
            cgroups.confine(f"{self.mark}.{name}", pid, job.entry.policy.limits)
            os.write(ready, GO)
        except (OSError, SandboxError) as problem:
            os.close(ready)
            if pid:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
            raise PreforkError(f"no process could be started: {problem}") from problem
        finally:
            os.close(told)
        return pid, ready

    def job(self, asker: Asker, entry: Entry, message: dict[str, Any], descriptors: list[int]) -> Job:
        """Check what a request asks for; raises Refused or PreforkError."""
        own = [str(path) for path in message.get("own", [])]
        if asker.child and not all(folders.is_within(path, asker.child.own) for path in own):
            raise Refused("a child may only give on what is its own")
        if not descriptors:
            raise PreforkError("the private part is missing")
        uid = self.uid_for(asker, entry, message.get("uid"))
        return Job(
            entry=entry,
            uid=uid,
            gid=os.getgid() if uid == os.getuid() else uid,
            folder=str(message.get("folder") or "/"),
            own=own,
            make=asker.child is None,
            log=str(message.get("log") or ""),
            private=descriptors[0],
            kept=descriptors[1:],
        )

    def uid_for(self, asker: Asker, entry: Entry, wanted: Any) -> int:
        """The uid a child gets: its entry's, its owner's, or the one a caller names from the range."""
        if self.config.uids is None:
            return os.getuid()
        if entry.uid is not None:
            return entry.uid
        if asker.child:
            return asker.child.uid
        if wanted not in self.config.uids:
            raise Refused(f"uid {wanted} is not in the range of this zygote")
        return int(wanted)

    def wait(self, connection: Connection, asker: Asker, message: dict[str, Any], _: list[int]) -> None:
        """Answer when the child has ended."""
        child = self.child_of(asker, message)
        if child.ended:
            self.tell_end(connection, child)
        else:
            connection.waits_for.add(child.id)

    def poll(self, connection: Connection, asker: Asker, message: dict[str, Any], _: list[int]) -> None:
        """Answer whether the child runs."""
        child = self.child_of(asker, message)
        if child.ended:
            self.tell_end(connection, child)
        else:
            self.answer(connection, {"running": True})

    def signal(self, connection: Connection, asker: Asker, message: dict[str, Any], _: list[int]) -> None:
        """Signal the child and its process group; one that has ended already takes no harm."""
        child = self.child_of(asker, message)
        if not child.ended:
            send_signal(child, int(message["signal"]))
        self.answer(connection, {})

    def child_of(self, asker: Asker, message: dict[str, Any]) -> Child:
        """The child a message names, once it is clear that the asker may; raises Refused or UnknownChild."""
        child = self.children.find(str(message["id"]))
        if child is None:
            raise UnknownChild(f"no child is called {message['id']}")
        asker.check_child(child)
        return child

    def status(self, connection: Connection, asker: Asker, _: dict[str, Any], __: list[int]) -> None:
        """Tell a caller what runs and what is not isolated."""
        if asker.child:
            raise Refused("only a caller may see the zygote's state")
        entries = self.config.entries.values()
        missing = {entry.name: self.machine.not_isolated(entry.policy) for entry in entries}
        children = [
            {"id": child.id, "pid": child.pid, "entry": child.entry, "owner": child.owner}
            for child in self.children.running.values()
        ]
        self.answer(connection, {"pid": os.getpid(), "children": children, "not_isolated": missing})

    def stop_all(self, connection: Connection, asker: Asker, _: dict[str, Any], __: list[int]) -> None:
        """Kill every child: the whole service is being stopped."""
        if asker.child:
            raise Refused("only a caller may stop everything")
        for child in self.children.running.values():
            send_signal(child, signal.SIGKILL)
        self.answer(connection, {})

    # children

    def sweep(self) -> None:
        """End what is left of children that are no more, an earlier zygote's too, and remove their cgroups."""
        cgroups.sweep(self.mark, {f"{self.mark}.{name}" for name in self.children.running})

    def watch(self, child: Child) -> None:
        """Be told when a child ends."""
        self.selector.register(child.pidfd, selectors.EVENT_READ, lambda: self.ended(child))

    def started(self, connection: Connection, child: Child, ready: int) -> None:
        """A child runs its entry point, or has told why it can't."""
        told = os.read(ready, protocol.LARGEST_PACKET)
        self.selector.unregister(ready)
        os.close(ready)
        if connection in self.connections:
            answer = protocol.parse(told) if told else {"id": child.id, "pid": child.pid}
            self.answer(connection, answer)

    def ended(self, child: Child) -> None:
        """Reap a child, kill those it asked for, tell who waits."""
        self.selector.unregister(child.pidfd)
        # A process group outlives its leader where there is no pid namespace to end with it.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if not child.adopted:
                os.killpg(child.pid, signal.SIGKILL)
        self.children.end(child)
        self.sweep()
        for orphan in self.children.owned_by(child):
            send_signal(orphan, signal.SIGKILL)
        for connection in list(self.connections):
            if child.id in connection.waits_for | connection.tied:
                connection.waits_for.discard(child.id)
                connection.tied.discard(child.id)
                self.tell_end(connection, child)

    def tell_end(self, connection: Connection, child: Child) -> None:
        """Tell a client how a child ended, and let it read the log."""
        log = folders.open_log(child.log, child.uid) if child.log else None
        self.answer(connection, {"exit": child.exit}, [] if log is None else [log])
        if log is not None:
            os.close(log)


def listen(path: Path) -> socket.socket:
    """A listening socket at this path; who may ask is decided by who is at the other end, not by its mode."""
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listener.bind(str(path))
    path.chmod(0o666)
    listener.listen(128)
    return listener


def main(config: Config) -> None:
    """Be the zygote: import, settle, serve.

    Raises:
        ConfigError: a module of the configuration can't be imported, or root has no range of uids.
        PreforkError: another zygote has this state folder.
    """
    if os.geteuid() == 0 and config.uids is None:
        raise ConfigError("uids is missing: root forks for others only")
    if os.geteuid() == OVERFLOW_UID:
        raise ConfigError(f"can't run as uid {OVERFLOW_UID}: in a user namespace everybody else looks like it")
    config.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    config.socket.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
    held = os.open(config.state / "lock", os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise PreforkError(f"another zygote is running with {config.state}") from None
    machine = look()
    if config.uids is None and machine.user_namespace:
        processes.become_namespace_root()
    warm_up(config)
    Zygote(config, machine).serve()


def thread_count() -> int:
    """Threads of this process, those that Python knows nothing of included."""
    return len(os.listdir("/proc/self/task"))


def warm_up(config: Config) -> None:
    """Import what children need, and put all of it out of the garbage collector's reach, so that pages stay shared.

    Raises:
        ConfigError: a module can't be imported, or started a thread: after a fork, its locks would stay held for ever.
    """
    # BLAS and OpenMP start a thread for each core when they are loaded, unless told not to.
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    for name in config.modules:
        try:
            importlib.import_module(name)
        except ImportError as problem:
            raise ConfigError(f"modules: {problem}") from problem
    for name in config.warm:
        module, _, function = name.partition(":")
        getattr(importlib.import_module(module), function)()
    if (threads := thread_count()) != 1:
        raise ConfigError(f"modules and warm leave {threads} threads running: a fork would not be safe")
    gc.disable()
    gc.collect()
    gc.freeze()
