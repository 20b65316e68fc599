"""The command line of `./innolab module`, publishing apart."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path
from typing import Any

from innolab_cli.authoring.words import _
from innolab_cli.folder import ROOT

COURSES = ROOT / "courses"
Subparsers = Any
"""argparse gives them no public name."""


def add_to(of_module: Subparsers) -> None:
    """Add the commands; each leaves the name of what runs it in `author`."""
    _new(of_module)
    _remix(of_module)
    _check(of_module)
    _preview(of_module)
    _translate(of_module)
    _import_notebook(of_module)
    _schema(of_module)
    _curriculum(of_module.add_parser("curriculum", help=_("what modules may name as goals")))


def run(options: argparse.Namespace) -> int:
    """Run the author's command that the options name.

    Its code is imported only now: reading modules takes Jupytext, which no other command should wait for.
    """
    file, _dot, name = options.author.partition(".")
    ended: int = getattr(import_module(f"innolab_cli.authoring.{file}"), name)(options)
    return ended


def _new(of_module: Subparsers) -> None:
    new = of_module.add_parser("new", help=_("start a module from a skeleton"))
    new.add_argument("id", help=_("its id: small letters a-z, digits and hyphens"))
    new.add_argument("--into", type=Path, default=COURSES, help=_("the folder of modules (courses)"))
    new.set_defaults(author="writing.new")


def _remix(of_module: Subparsers) -> None:
    remix = of_module.add_parser("remix", help=_("start a module from a copy of another"))
    remix.add_argument("folder", type=Path, help=_("the module's folder"))
    remix.add_argument("id", help=_("its id: small letters a-z, digits and hyphens"))
    remix.add_argument("--into", type=Path, default=COURSES, help=_("the folder of modules (courses)"))
    remix.set_defaults(author="writing.remix")


def _check(of_module: Subparsers) -> None:
    check = of_module.add_parser("check", help=_("tell everything wrong with a module, by file and line"))
    check.add_argument("folder", type=Path, nargs="?", help=_("the module's folder"))
    check.add_argument("--all", action="store_true", help=_("every module in the folder (courses)"))
    check.add_argument("--no-run", action="store_true", help=_("read only: do not run the activities"))
    check.add_argument("--json", action="store_true", help=_("as JSON"))
    check.set_defaults(author="checking.check", courses=COURSES)


def _preview(of_module: Subparsers) -> None:
    preview = of_module.add_parser("preview", help=_("open a module in the player as pupils see it"))
    preview.add_argument("folder", type=Path, help=_("the module's folder"))
    preview.add_argument("--port", type=int, help=_("the port of the preview (a free one)"))
    preview.set_defaults(author="previewing.preview")


def _translate(of_module: Subparsers) -> None:
    translate = of_module.add_parser("translate", help=_("bring the .po files up to the Finnish texts"))
    translate.add_argument("folder", type=Path, help=_("the module's folder"))
    translate.set_defaults(author="writing.translate")


def _import_notebook(of_module: Subparsers) -> None:
    notebook = of_module.add_parser("import-notebook", help=_("make an activity from a notebook made in JupyterLab"))
    notebook.add_argument("notebook", type=Path, help=_("the notebook's file"))
    notebook.add_argument("--into", type=Path, required=True, help=_("the module's folder"))
    notebook.add_argument("--activity", help=_("the activity's name (made from the title)"))
    notebook.set_defaults(author="writing.import_notebook")


def _schema(of_module: Subparsers) -> None:
    schema = of_module.add_parser("schema", help=_("print the JSON Schema of a file, for editors"))
    schema.add_argument("file", choices=("module", "activity"), help=_("module.toml or activity.toml"))
    schema.set_defaults(author="writing.schema")


def _curriculum(curriculum: argparse.ArgumentParser) -> None:
    commands = curriculum.add_subparsers(dest="verb", required=True)
    listing = commands.add_parser("list", help=_("show subjects, goals, areas and competences"))
    listing.add_argument("--subject", help=_("goals and contents of one subject, for example MA"))
    listing.set_defaults(author="index.show")
    refresh = commands.add_parser("import", help=_("refresh the index from a saved ePerusteet file"))
    refresh.add_argument("file", type=Path, help=_("the saved JSON"))
    refresh.add_argument("--to", type=Path, help=_("the index to refresh (that of this checkout)"))
    refresh.set_defaults(author="index.refresh_from")
