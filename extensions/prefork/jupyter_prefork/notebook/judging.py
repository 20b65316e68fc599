"""A cell that judges the others runs as if they had changed nothing of what runs it.

Python can't keep code from other code in its process: who knows how finds a way around this. It takes away what costs
little to try: hooks and transformers of the shell, functions put in place of others, threads left running.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import inspect
import re
import sys
import threading
import time
from collections.abc import AsyncIterator, Sequence
from fnmatch import translate
from types import ModuleType
from typing import Any

ALWAYS = ("builtins", "jupyter_prefork.notebook.*")
PATIENCE = 0.5
"""Seconds for what is stopped to end."""
LISTS = ("cleanup_transforms", "line_transforms", "token_transformers")
OF_PLOTS = "matplotlib_inline.backend_inline"
"""Shows figures by a hook of the shell, from its first use on."""


class Judging:
    """What a kernel and some modules are made of at this moment, to be put back again and again."""

    def __init__(self, kernel: Any, modules: Sequence[str]) -> None:
        """Modules: patterns of the names of those whose functions and classes are to stay as they are."""
        self.shell = kernel.shell
        # One pattern of all: there are thousands of modules, and each notebook waits for this.
        guarded = re.compile("|".join(map(translate, [*ALWAYS, *modules])))
        self.modules = {name: module for name, module in sys.modules.items() if guarded.match(name)}
        things = [
            kernel,
            self.shell,
            kernel.session,
            self.shell.display_pub,
            self.shell.displayhook,
            self.shell.compile,
        ]
        classes = {cls for thing in things for cls in type(thing).__mro__ if cls is not object}
        classes |= {
            value for module in self.modules.values() for value in vars(module).values() if is_of(module, value)
        }
        self.parts = [Part(thing) for thing in (*self.modules.values(), *classes, *things)]
        self.threads = set(threading.enumerate())
        self.tasks = asyncio.all_tasks()
        self.hooks = Hooks(self.shell)

    @contextlib.asynccontextmanager
    async def undisturbed(self) -> AsyncIterator[None]:
        """As it was, for as long as this lasts; what others hooked in is hooked in again afterwards."""
        theirs = Hooks(self.shell)
        await stop_tasks(self.tasks)
        stop_threads(self.threads)
        sys.settrace(None)
        sys.setprofile(None)
        sys.modules.update(self.modules)
        for part in self.parts:
            part.put_back()
        self.hooks.hook_in(self.shell, of_plots=theirs)
        try:
            yield
        finally:
            theirs.hook_in(self.shell)


class Hooks:
    """What a shell calls around and for its cells."""

    def __init__(self, shell: Any) -> None:
        manager = shell.input_transformer_manager
        self.manager, self.events = manager, shell.events
        self.lists = {name: list(getattr(manager, name)) for name in LISTS}
        self.post = list(shell.input_transformers_post)
        self.ast = list(shell.ast_transformers)
        self.callbacks = {name: list(callbacks) for name, callbacks in shell.events.callbacks.items()}
        self.on_error = (shell.custom_exceptions, shell.CustomTB)

    def hook_in(self, shell: Any, of_plots: Hooks | None = None) -> None:
        """Have the shell call these, and of the others those that show figures."""
        shell.input_transformer_manager, shell.events = self.manager, self.events
        for name, hooked in self.lists.items():
            setattr(self.manager, name, list(hooked))
        shell.input_transformers_post = list(self.post)
        shell.ast_transformers = list(self.ast)
        for name, callbacks in self.callbacks.items():
            others = of_plots.callbacks.get(name, []) if of_plots else []
            shows = [one for one in others if getattr(one, "__module__", "") == OF_PLOTS and one not in callbacks]
            self.events.callbacks[name] = [*callbacks, *shows]
        shell.custom_exceptions, shell.CustomTB = self.on_error


class Part:
    """The functions, classes and properties that are attributes of a module, a class or an object itself."""

    def __init__(self, thing: Any) -> None:
        self.thing = thing
        self.names = set(vars(thing))
        self.code = {name: value for name, value in vars(thing).items() if is_code(value)}

    def put_back(self) -> None:
        """Give it its own code again, and take away what has come to cover a class's."""
        now = vars(self.thing)
        for name, value in self.code.items():
            if now.get(name) is not value:
                setattr(self.thing, name, value)
        for name in [name for name in now if name not in self.names and self.covers(name)]:
            delattr(self.thing, name)

    def covers(self, name: str) -> bool:
        """Whether an attribute of this name stands before a class's own code."""
        if isinstance(self.thing, ModuleType):
            return False
        classes = self.thing.__mro__[1:] if isinstance(self.thing, type) else type(self.thing).__mro__
        return any(is_code(vars(cls).get(name)) for cls in classes)


def is_code(value: Any) -> bool:
    """Whether this is a function, a class, a property or the like."""
    return callable(value) or inspect.isdatadescriptor(value) or isinstance(value, classmethod | staticmethod)


def is_of(module: ModuleType, value: Any) -> bool:
    """Whether this is a class of the module."""
    return isinstance(value, type) and value.__module__ == module.__name__


async def stop_tasks(ours: set[asyncio.Task[Any]]) -> None:
    """End what other cells left running in the event loop."""
    tasks = asyncio.all_tasks() - ours
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks, timeout=PATIENCE)


def stop_threads(ours: set[threading.Thread]) -> None:
    """End threads that other cells started: each at its next step in Python."""
    others = [thread for thread in threading.enumerate() if thread not in ours]
    for thread in others:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(SystemExit))
    until = time.monotonic() + PATIENCE
    for thread in others:
        thread.join(max(0, until - time.monotonic()))
