"""Servers that the spawner's tests have forked."""

from __future__ import annotations

import os
import signal
import sys
import time

import tornado.httpserver  # noqa: F401  (what mocksu needs, imported before the fork)


def mocksu() -> None:
    """JupyterHub's own stand-in for a single-user server: tells its arguments and environment."""
    from jupyterhub.tests import mocksu  # noqa: PLC0415  (its import parses options)

    mocksu.main()


def deaf() -> None:
    """Does not end when it is told to."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    mocksu()


def dies() -> None:
    """Ends before it listens."""
    print("reading the configuration")
    time.sleep(0.2)
    sys.exit("the port is taken")


def silent() -> None:
    """Never listens."""
    print(os.environ["USER"])
    time.sleep(600)
