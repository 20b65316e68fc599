"""What this machine, and this user on it, can confine: tried in throw-away forks, never guessed."""

from __future__ import annotations

import functools
import os
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from jupyter_prefork.sandbox import cgroups, privileges, processes, root, seccomp
from jupyter_prefork.sandbox.policy import Limits, Policy
from jupyter_prefork.sandbox.system import (
    CLONE_NEWCGROUP,
    CLONE_NEWIPC,
    CLONE_NEWNET,
    CLONE_NEWNS,
    CLONE_NEWUTS,
    SandboxError,
    unshare,
)

NOBODY = 65534
SMALLEST = Policy(network=False, read_only=(), tmp_mb=1, own_processes=True, limits=Limits())


@dataclass(frozen=True, kw_only=True)
class Machine:
    """What can be had. Without root all but seccomp needs a user namespace."""

    root: bool
    user_namespace: bool
    mount_namespace: bool
    """With a new root in it."""
    pid_namespace: bool
    """With a /proc of its own."""
    ipc_namespace: bool
    network_namespace: bool
    nested_user_namespace: bool
    """One for each sandbox, in which its processes are counted apart."""
    seccomp: bool
    cgroup: cgroups.Version
    cgroup_controllers: frozenset[str]
    """Those of memory and pids that can limit a sandbox."""

    def not_isolated(self, policy: Policy) -> list[str]:
        """What a child under this policy could do although it should not: plain sentences, empty when all holds."""
        return list(missing(self, policy))


def missing(machine: Machine, policy: Policy) -> Iterator[str]:
    """The sentences of `Machine.not_isolated`."""
    if not machine.mount_namespace:
        yield "It can read and write all files that its user can: mount namespaces are not allowed here."
    if policy.own_processes and not machine.pid_namespace:
        yield "It can see and signal its user's other processes: pid namespaces are not allowed here."
    if not machine.ipc_namespace:
        yield "It can reach shared memory and queues of other processes: ipc namespaces are not allowed here."
    if not policy.network and not machine.network_namespace:
        reach = "abstract Unix sockets of the machine" if machine.seccomp else "the network"
        yield f"It can reach {reach}: network namespaces are not allowed here."
    if not machine.seccomp:
        yield "It can make all of the kernel's system calls: seccomp filters are not available here."
    counted = machine.nested_user_namespace or "pids" in machine.cgroup_controllers
    if policy.limits.processes is not None and not counted:
        yield "Its user's other processes count against its limit of processes: user namespaces are not allowed here."
    if policy.limits.memory_mb is not None and "memory" not in machine.cgroup_controllers:
        yield "Memory is limited for each of its processes, not for all together: no memory cgroup is writable here."


@functools.cache
def look() -> Machine:
    """Try everything once; later calls, in forks too, give the same answer."""
    is_root = os.geteuid() == 0
    start = (lambda: None) if is_root else processes.become_namespace_root
    uid, gid = (NOBODY, NOBODY) if is_root else (os.geteuid(), os.getegid())
    own_processes = works(start, lambda: works_in_pid_namespace(lambda: new_root(own_processes=True)))
    version, controllers = cgroups.look()
    return Machine(
        root=is_root,
        user_namespace=works(processes.become_namespace_root),
        mount_namespace=own_processes or works(start, lambda: new_root(own_processes=False)),
        pid_namespace=own_processes,
        ipc_namespace=works(start, lambda: unshare("make an ipc namespace", CLONE_NEWIPC)),
        network_namespace=works(start, lambda: unshare("make a network namespace", CLONE_NEWNET)),
        nested_user_namespace=works(start, lambda: nested_user_namespace(uid, gid)),
        seccomp=works(privileges.drop_capabilities, lambda: seccomp.install(network=False)),
        cgroup=version,
        cgroup_controllers=controllers,
    )


def works(*trial: Callable[[], None]) -> bool:
    """Whether these steps succeed one after the other, in a fork."""
    return succeeded(os.fork(), trial)


def succeeded(pid: int, trial: tuple[Callable[[], None], ...]) -> bool:
    """In the fork: make the trial. Outside: whether it worked."""
    if pid == 0:
        code = 1
        try:
            for step in trial:
                step()
            code = 0
        except (SandboxError, OSError):
            pass
        except BaseException:  # noqa: BLE001  (a fault of ours: to be seen, but never to run on in the fork)
            traceback.print_exc()
        finally:
            os._exit(code)
    return os.waitpid(pid, 0)[1] == 0


def works_in_pid_namespace(trial: Callable[[], None]) -> None:
    """Raise SandboxError unless the trial succeeds as the first process of a new pid namespace."""
    if not succeeded(processes.fork(own_processes=True), (trial,)):
        raise SandboxError("could not live in a new pid namespace")


def new_root(*, own_processes: bool) -> None:
    """Move into a root of one's own."""
    unshare("make namespaces", CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWCGROUP)
    root.move_into(SMALLEST, {}, uid=NOBODY, gid=NOBODY, own_processes=own_processes)


def nested_user_namespace(uid: int, gid: int) -> None:
    """As a child at its end."""
    privileges.become(uid, gid)
    processes.own_user_namespace(uid, gid)
    privileges.drop_capabilities()
