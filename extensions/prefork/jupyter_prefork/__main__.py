"""`python -P -m jupyter_prefork zygote CONFIG.toml`, and `... probe`, which says what this machine can isolate."""

from __future__ import annotations

import argparse
import logging
import sys
from dataclasses import asdict
from pathlib import Path

from jupyter_prefork import config, zygote
from jupyter_prefork.errors import PreforkError
from jupyter_prefork.sandbox.machine import look


def main() -> int:
    """Run a command; gives the exit code."""
    parser = argparse.ArgumentParser(prog="jupyter-prefork", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("zygote", help="import, then fork children on request")
    serve.add_argument("config", type=Path)
    commands.add_parser("probe", help="say what this machine and user allow")
    asked = parser.parse_args()
    if asked.command == "probe":
        for name, value in asdict(look()).items():
            sys.stdout.write(f"{name}: {value}\n")
        return 0
    log = log_of_the_zygote()
    try:
        zygote.main(config.load(asked.config))
    except PreforkError as problem:
        log.error("%s", problem)
        return 1
    return 0


def log_of_the_zygote() -> logging.Logger:
    """A handler for our own lines only: one at the root would speak in every child."""
    log = logging.getLogger("jupyter_prefork")
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    return log


if __name__ == "__main__":
    sys.exit(main())
