"""Rules for code: what it imports is there, it needs no network, and starter code holds no prose."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import PurePath

from innolab_modules.cells import Role, SourceCell
from innolab_modules.checks.passages import activity_toml, problem_at
from innolab_modules.checks.surroundings import Surroundings
from innolab_modules.loading import ActivitySource, Module
from innolab_modules.manifest import Kind
from innolab_modules.problems import Problem
from innolab_modules.saying import Said, say

NETWORK = {"socket", "ssl", "ftplib", "smtplib", "http", "requests", "httpx", "aiohttp", "urllib3", "websockets"}
NETWORK_PARTS = {"urllib.request", "xmlrpc.client"}
ADDRESS = re.compile(r"^https?://(?!www\.w3\.org/)\S+")
MAGIC = re.compile(r"^\s*[%!].*$", re.MULTILINE)


def packages(module: Module, around: Surroundings) -> Iterator[Problem]:
    """activity.toml names what the code imports, and it is in the environment."""
    for activity in module.activities:
        own = {PurePath(name).stem for name in activity.manifest.data if name.endswith(".py")}
        used: set[str] = set()
        for cell in _code(activity):
            for name in {name.partition(".")[0] for name in _imports(cell)} - own:
                used.add(name)
                if not around.comes_with_python(name) and name not in activity.manifest.packages:
                    told = say('it imports "{name}": add it to "packages" in activity.toml', name=name)
                    yield problem_at(activity, cell, told)
        for name in activity.manifest.packages:
            if name not in used:
                told = say('nothing imports the package "{name}": take it away', name=name)
                yield activity_toml(activity).problem(told, "packages")
            elif not around.installed(name):
                told = say('the package "{name}" is not in the environment that activities run in', name=name)
                yield activity_toml(activity).problem(told, "packages")


def network(module: Module, _around: Surroundings) -> Iterator[Problem]:
    """Activities run without network: no import, address or command that needs it."""
    for activity in module.activities:
        for cell in _code(activity):
            for name in sorted(_imports(cell)):
                if name.partition(".")[0] in NETWORK or name in NETWORK_PARTS:
                    told = say('"{name}" needs the network, which activities do not have', name=name)
                    yield problem_at(activity, cell, told)
            for address in _addresses(cell):
                told = say('"{address}" needs the network: put the file into data/', address=address)
                yield problem_at(activity, cell, told)
            if re.search(r"^\s*[%!]\s*(pip|conda|curl|wget)\b", cell.source, re.MULTILINE):
                yield problem_at(activity, cell, say("an activity can't install or fetch anything: it has no network"))


def starter_without_prose(module: Module, _around: Surroundings) -> Iterator[Problem]:
    """Starter code is not translated, so it has no comments, no sentences and no letters of one language."""
    for activity in module.activities:
        if activity.manifest.kind is not Kind.GUIDED:
            continue
        for cell in activity.cells:
            if cell.role is Role.CODE:
                yield from (problem_at(activity, cell, told) for told in _prose(cell.starter))


def _prose(starter: str) -> Iterator[Said]:
    for kind, text in _tokens(MAGIC.sub("", starter)):
        if kind == tokenize.COMMENT:
            yield say('starter code is not translated, so leave the comment out: "{text}"', text=text)
        elif kind == tokenize.STRING and re.search(r"[^\W\d_]{2,} +[^\W\d_]{2,}", text):
            yield say("starter code is not translated, so take words by t() from messages.toml: {text}", text=text)
        elif not text.isascii():
            yield say('starter code is not translated, so use letters a-z: "{text}"', text=text)


def _tokens(source: str) -> Iterator[tuple[int, str]]:
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            yield token.type, token.string
    except (tokenize.TokenError, IndentationError, SyntaxError):
        return  # code to be mended may not be Python yet


def _code(activity: ActivitySource) -> list[SourceCell]:
    return [cell for cell in activity.cells if cell.kind == "code"]


def _tree(cell: SourceCell) -> ast.Module:
    try:
        return ast.parse(MAGIC.sub("", cell.source))
    except SyntaxError:
        return ast.Module([], [])


def _imports(cell: SourceCell) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(_tree(cell)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return found


def _addresses(cell: SourceCell) -> list[str]:
    values = [node.value for node in ast.walk(_tree(cell)) if isinstance(node, ast.Constant)]
    return [found[0] for value in values if isinstance(value, str) and (found := ADDRESS.match(value))]
