"""`python -m innolab_cli`, which is what `./innolab` calls."""

from __future__ import annotations

import signal

if __name__ == "__main__":
    # There is nothing to end in order yet: Ctrl-C just ends us, without a traceback out of an import.
    signal.signal(signal.SIGINT, signal.SIG_DFL)

import argparse
import sys
from pathlib import Path

from hub_config.settings import SettingsError
from innolab_cli import bench, demo, modules, operators, running, testing
from innolab_cli.authoring import commands as author
from innolab_cli.folder import StartError
from innolab_cli.settings_read import read_settings
from innolab_cli.settings_told import told
from innolab_cli.words import _


def main(arguments: list[str] | None = None) -> int:
    """Run one command; faults an operator can mend end with their message and code 2, Ctrl-C quietly."""
    options = parser().parse_args(arguments)
    try:
        return author.run(options) if options.command == "module" and options.action != "publish" else dispatch(options)
    except StartError as error:
        print(error, file=sys.stderr)
        return 2
    except SettingsError as error:
        print(told(error), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def dispatch(options: argparse.Namespace) -> int:
    """Call what the options name."""
    if options.command == "test":
        return testing.test(slow=options.slow, only=options.only, pytest_arguments=options.pytest)
    if options.command == "bench":
        return bench.run(options)
    settings = read_settings(options)
    of_the_house = {"run": running.run, "status": running.status, "stop": running.stop}
    if options.command in of_the_house:
        return of_the_house[options.command](settings)
    if options.command == "demo":
        return demo.accounts(settings, as_json=options.json)
    if options.command == "operator":
        return operators.invite(settings, email=options.email, name=options.name)
    return modules.publish(settings, options.folder)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(prog="./innolab", description=_("InnoLab: develop teaching together."))
    commands = top.add_subparsers(dest="command", required=True)
    folder = argparse.ArgumentParser(add_help=False)
    folder.add_argument("--data", type=Path, help=_("the data folder (./var unless innolab.toml says otherwise)"))
    run = commands.add_parser("run", parents=[folder], help=_("start InnoLab and keep it running"))
    run.add_argument("--port", type=int, help=_("where people open it (8000)"))
    commands.add_parser("status", parents=[folder], help=_("tell whether InnoLab runs"))
    commands.add_parser("stop", parents=[folder], help=_("stop InnoLab"))
    of_demo = commands.add_parser("demo", help=_("the demo school")).add_subparsers(dest="action", required=True)
    accounts = of_demo.add_parser("accounts", parents=[folder], help=_("how to sign in to the demo school"))
    accounts.add_argument("--json", action="store_true", help=_("as JSON"))
    of_operator = commands.add_parser("operator", help=_("operators")).add_subparsers(dest="action", required=True)
    invite = of_operator.add_parser(
        "invite", parents=[folder], help=_("make a link on which an operator sets a password")
    )
    invite.add_argument("--email", required=True, help=_("with which the operator will sign in"))
    invite.add_argument("--name", required=True, help=_("the operator's name"))
    of_module = commands.add_parser("module", help=_("modules")).add_subparsers(dest="action", required=True)
    publish = of_module.add_parser("publish", parents=[folder], help=_("put a module into the library"))
    publish.add_argument("folder", type=Path, help=_("the module's folder, for example courses/lammennyt-helsinki"))
    author.add_to(of_module)
    bench.add_to(commands)
    test = commands.add_parser("test", help=_("all checks and tests"))
    test.add_argument("--slow", action="store_true", help=_("the slow tests too"))
    test.add_argument("--only", metavar="CHECK", help=_("one check by its name"))
    test.add_argument("pytest", nargs="*", help=_("arguments for pytest, after --"))
    return top


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(main())
