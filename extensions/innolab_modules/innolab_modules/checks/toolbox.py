"""Rules for blocks: a step's toolbox has what its code needs, and blocks can say that code."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from innolab_modules.cells import Role, SourceCell
from innolab_modules.checks.passages import activity_toml, problem_at, shown
from innolab_modules.checks.surroundings import Surroundings
from innolab_modules.loading import ActivitySource, Module
from innolab_modules.problems import Problem
from innolab_modules.saying import Said, say

CALLED_OTHERWISE = {"randint": "random"}
COMMANDS = frozenset(
    {"forward", "back", "right", "left", "goto", "setheading", "home", "circle", "penup", "pendown", "color", "pensize"}
    | {"dot", "begin_fill", "end_fill", "enter", "move", "turn_left", "turn_right", "pick_up", "print", "random"}
    | {"wall_ahead", "on_thing", "at_goal"}
)
"""Blocks that call what has their name."""


class _Unsaid(Exception):  # noqa: N818 - says what the code is
    """There are no blocks for it."""


def toolbox(module: Module, _around: Surroundings) -> Iterator[Problem]:
    """Starter code, solution and known wrong answers of a step are made of the blocks in its toolbox."""
    for activity in module.activities:
        offered = {step.id: {str(block) for block in step.toolbox} for step in activity.manifest.steps if step.toolbox}
        if activity.manifest.presentation != "blocks":
            yield from _useless(activity)
            continue
        cells = {cell.name: cell for cell in activity.cells if cell.role is Role.CODE and not cell.answer}
        for cell in cells.values():
            if cell.step in offered:
                yield from (problem_at(activity, cell, said) for said in _lacking(cell, offered[cell.step]))
        yield from _wrong(activity, cells, offered)


def _useless(activity: ActivitySource) -> Iterator[Problem]:
    for place, step in enumerate(activity.manifest.steps):
        if step.toolbox:
            told = say('"toolbox" belongs to activities with the presentation "blocks"')
            yield activity_toml(activity).problem(told, "steps", place, "toolbox")


def _lacking(cell: SourceCell, offered: set[str]) -> list[Said]:
    """What is said of a cell: once each, of the starter code and of the whole."""
    return list(dict.fromkeys(said for source in (cell.starter, cell.source) for said in _said_of(source, offered)))


def _wrong(activity: ActivitySource, cells: dict[str, SourceCell], offered: dict[str, set[str]]) -> Iterator[Problem]:
    for answer in activity.wrong:
        cell = cells.get(answer.cell)
        if cell is not None and cell.step in offered:
            for said in _said_of(answer.source, offered[cell.step]):
                yield Problem(f"{shown(activity)}/wrong/{answer.name}.py", None, said)


def _said_of(source: str, offered: set[str]) -> list[Said]:
    try:
        needed = set().union(*map(_statement, ast.parse(source).body))
    except (_Unsaid, SyntaxError):
        return [say("blocks can't say this code, so pupils would see it as text")]
    return [
        say('its code needs the block "{block}", which the toolbox lacks', block=one)
        for one in sorted(needed - offered)
    ]


def _statement(node: ast.stmt) -> set[str]:  # noqa: PLR0911 - a kind of statement each
    match node:
        case ast.Pass():
            return set()
        case ast.Expr(value=ast.Call() as call):
            return _call(call)
        case ast.For(target=ast.Name(id="i"), iter=ast.Call(func=ast.Name(id="range"), args=[times]), orelse=[]):
            return {"repeat"} | _value(times) | _body(node.body)
        case ast.While(orelse=[]):
            return {"while"} | _value(node.test) | _body(node.body)
        case ast.If():
            return {"if_else" if node.orelse else "if"} | _value(node.test) | _body(node.body) | _body(node.orelse)
        case ast.Assign(targets=[ast.Name()]):
            return {"set"} | _value(node.value)
        case ast.AugAssign(target=ast.Name(), op=ast.Add()):
            return {"change"} | _value(node.value)
        case ast.FunctionDef(args=ast.arguments(args=[], vararg=None, kwarg=None, kwonlyargs=[], posonlyargs=[])):
            return {"define"} | _body(node.body)
    raise _Unsaid


def _body(statements: list[ast.stmt]) -> set[str]:
    return set().union(*map(_statement, statements))


def _call(call: ast.Call) -> set[str]:
    if not isinstance(call.func, ast.Name) or call.keywords:
        raise _Unsaid
    name = CALLED_OTHERWISE.get(call.func.id, call.func.id)
    if name not in COMMANDS:
        if call.args:
            raise _Unsaid
        return {"call"}
    return {name}.union(*(_value(arg) for arg in call.args))


def _value(node: ast.expr) -> set[str]:  # noqa: PLR0911 - a kind of expression each
    match node:
        case ast.Constant(value=int() | float() | str()):
            return set()
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant()):
            return set()
        case ast.Name():
            return {"get"}
        case ast.UnaryOp(op=ast.Not()):
            return {"not"} | _value(node.operand)
        case ast.Compare(comparators=[right]):
            return {"compare"} | _value(node.left) | _value(right)
        case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div()):
            return {"reckon"} | _value(node.left) | _value(node.right)
        case ast.Call():
            return _call(node)
    raise _Unsaid
