"""Entering the sandbox: from a fork that can do what the zygote can, to a process that sees and can do its own only."""

from __future__ import annotations

import os
from collections.abc import Mapping

from jupyter_prefork.sandbox import limits, mounts, privileges, processes, root, seccomp
from jupyter_prefork.sandbox.machine import Machine, look
from jupyter_prefork.sandbox.mounts import NO_DEVICES, NO_SUID
from jupyter_prefork.sandbox.policy import Policy
from jupyter_prefork.sandbox.system import (
    CLONE_NEWCGROUP,
    CLONE_NEWIPC,
    CLONE_NEWNET,
    CLONE_NEWNS,
    CLONE_NEWUTS,
    SandboxError,
    unshare,
)


def enter(policy: Policy, *, uid: int, gid: int, own: Mapping[str, int]) -> None:
    """Confine this process for good; it must have a single thread.

    Where `policy.own_processes`, it was forked by `processes.fork` into a pid namespace, when the machine has them.
    The current folder is / afterwards.

    Args:
        policy: how; what the machine can't do (`Machine.not_isolated`) is left out.
        uid: never root's; without root, the zygote's own.
        gid: the only group it will be in.
        own: what it may write to: path -> O_PATH descriptor, which is closed. The path must have no links.

    Raises:
        SandboxError: something the machine can do failed. The process must not go on.
    """
    machine = look()
    umask = os.umask(0o022)
    inherited = limits.data_size()
    if machine.mount_namespace:
        leave_machine(policy, machine, own, uid=uid, gid=gid)
    for handle in own.values():
        os.close(handle)
    privileges.become(uid, gid)
    if machine.nested_user_namespace:
        # The kernel counts a user's processes in each user namespace anew.
        processes.own_user_namespace(uid, gid)
    limits.set_limits(policy.limits, inherited)
    privileges.drop_capabilities()
    if machine.seccomp:
        seccomp.install(network=policy.network)
    os.umask(umask)


def leave_machine(policy: Policy, machine: Machine, own: Mapping[str, int], *, uid: int, gid: int) -> None:
    """Namespaces and a new root."""
    if uid == 0:
        raise SandboxError("a sandbox can't be run as root")
    # A descriptor's folder can be taken along only from the namespace it was opened in.
    trees = {path: mounts.clone(path, handle, NO_SUID | NO_DEVICES) for path, handle in own.items()}
    flags = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWCGROUP
    if machine.ipc_namespace:
        flags |= CLONE_NEWIPC
    if machine.network_namespace and not policy.network:
        flags |= CLONE_NEWNET
    unshare("make namespaces", flags)
    own_processes = policy.own_processes and machine.pid_namespace
    root.move_into(policy, trees, uid=uid, gid=gid, own_processes=own_processes)
