"""What the tests' zygotes fork. Each writes what it found as JSON to its log, which its end tells."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import random
import secrets
import signal
import socket
import ssl
import sys
import tempfile
import time
import uuid
from pathlib import Path

import numpy as np
import numpy.random
from jupyter_prefork import protocol
from jupyter_prefork.client import Client, Request
from jupyter_prefork.errors import PreforkError


def say(**found) -> None:
    print(json.dumps(found))


def surroundings() -> int:
    """All that a process has from its start."""
    say(
        argv=sys.argv,
        environment=dict(os.environ),
        folder=str(Path.cwd()),
        session=os.getsid(0) == os.getpid(),
        descriptors=sorted(int(name) for name in os.listdir("/proc/self/fd"))[:-1],
        ignored=[number for number in (1, 2, 15, 17) if signal.getsignal(number) == signal.SIG_IGN],
        interrupt=signal.getsignal(signal.SIGINT) is signal.default_int_handler,
        mask=list(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
        umask=os.umask(0o077),
        stdin=sys.stdin.read(),
        threads=len(os.listdir("/proc/self/task")),
        loop=running_loop(),
        user=[os.getuid(), os.getgid(), os.getgroups()],
    )
    return 7


def running_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def numbers() -> None:
    """Everything that two processes must not have alike."""
    say(
        random=random.random(),
        numpy=float(np.random.random()),
        uuid1=str(uuid.uuid1()),
        uuid4=str(uuid.uuid4()),
        ssl=ssl.RAND_bytes(8).hex(),
        secrets=secrets.token_hex(8),
        authkey=bytes(multiprocessing.current_process().authkey).hex(),
        temporary=next(tempfile._get_candidate_names()),
    )


def sleep() -> None:
    """Run until told to end."""
    say(started=True)
    time.sleep(600)


def fail() -> None:
    raise RuntimeError("this is how it went wrong")


def leave() -> None:
    sys.exit("with a word")


def ask() -> None:
    """Ask the zygote for the entry and own folder named in argv, and say what it answered."""
    where, entry, own = sys.argv[1:]
    say(answer=asyncio.run(answer(where, entry, own)))
    time.sleep(600)


async def answer(where: str, entry: str, own: str) -> str:
    try:
        child, _ = await Client(where).fork(Request(entry=entry, environment={}, folder=own, own=[own]))
    except PreforkError as problem:
        return f"{problem.kind}: {problem}"
    return child


def let_a_process_of_its_own_ask() -> None:
    """A subprocess of a child asks for what the child itself may ask for."""
    where, entry, own = sys.argv[1:]
    if os.fork() == 0:
        say(answer=asyncio.run(answer(where, entry, own)))
        os._exit(0)
    os.wait()


def talk() -> None:
    """Answer on the descriptor that came with the request."""
    with socket.socket(fileno=3) as connection:
        connection.send(connection.recv(100).upper())
        time.sleep(600)


def read_private() -> None:
    say(private=os.environ["SECRET"], message=str(protocol.LARGEST_PACKET))
