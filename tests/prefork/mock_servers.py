"""Servers that the spawner's tests have forked."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from urllib.parse import urlsplit

import tornado.httpserver  # noqa: F401  (what mocksu needs, imported before the fork)
from jupyter_prefork.child import FIRST_KEPT


def mocksu() -> None:
    """JupyterHub's own stand-in for a single-user server: tells its arguments and environment."""
    from jupyterhub.tests import mocksu  # noqa: PLC0415  (its import parses options)

    mocksu.main()


def deaf() -> None:
    """Does not end when it is told to."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    mocksu()


def handed() -> None:
    """Answers, on the socket that was handed on, with the port it was told."""
    with socket.socket(fileno=FIRST_KEPT) as listener:
        time.sleep(0.3)
        told = str(urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"]).port).encode()
        while True:
            asked, _ = listener.accept()
            asked.recv(4096)
            asked.sendall(b"HTTP/1.0 200 OK\r\n\r\n" + told)
            asked.close()


def dies() -> None:
    """Ends before it listens."""
    print("reading the configuration")
    time.sleep(0.2)
    sys.exit("the port is taken")


def silent() -> None:
    """Never listens."""
    print(os.environ["USER"])
    time.sleep(600)
