"""What a zygote does once so that its children need not: named in its configuration, called after its imports.

Each child would otherwise do it first thing, in its pupil's time. Nothing here may start a thread.
"""

from __future__ import annotations

import atexit
import builtins
import importlib
import importlib.util
import io
import linecache
import sys
import tempfile
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import zmq
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.interactiveshell import InteractiveShell
from jupyter_client.session import Session
from traitlets.config import Config

INLINE = "module://matplotlib_inline.backend_inline"
KERNEL = (
    "jupyter_prefork.kernel",
    "ipykernel.debugger",
    "ipykernel.eventloops",
    "IPython.core.debugger",
    "tornado.platform.asyncio",
)
OFTEN = ("numpy", "pandas", "matplotlib.pyplot", "ipywidgets")


SERVER = (
    "anyio._backends._asyncio",
    "encodings.cp437",
    "encodings.unicode_escape",
    "jinja2.ext",
    "jupyter_client.ioloop",
    "jupyter_prefork.provisioner",
    "tornado.platform.asyncio",
)
"""What libraries import by name when first used."""


def classes() -> None:
    """What is asked of classes at each start: the answer is kept in them, and in what descends from them."""
    # By each log record, and by pandas; a class registered later would have it asked anew, so this comes last.
    issubclass(str, Mapping)
    issubclass(float, Iterable)
    # By each attribute of a socket that is set.
    for kind in zmq.Socket.mro():
        getattr(kind, "__annotations__", None)


def server() -> None:
    """For Jupyter servers: what they import at their start and at the first page."""
    handlers = importlib.import_module("jupyter_server.serverapp").JUPYTER_SERVICE_HANDLERS
    for name in (*SERVER, *(name for names in handlers.values() for name in names or ())):
        importlib.import_module(name)
    # Which there are stands in a file of each installed distribution.
    Factory: Any = importlib.import_module("jupyter_client.provisioning").KernelProvisionerFactory  # noqa: N806
    Factory._get_all_provisioners = staticmethod(cache(Factory._get_all_provisioners))
    Factory._get_all_provisioners()
    # Compiles the schema of notebooks.
    nbformat: Any = importlib.import_module("nbformat")
    nbformat.validate(nbformat.v4.new_notebook())
    classes()


@cache
def kernel() -> None:
    """For kernels; done once when named twice."""
    for name in KERNEL:
        importlib.import_module(name)
    for name in OFTEN:
        if importlib.util.find_spec(name.partition(".")[0]):
            importlib.import_module(name)
    if importlib.util.find_spec("matplotlib"):
        plot()
    shell()
    classes()


def notebook() -> None:
    """For notebook runs."""
    importlib.import_module("jupyter_prefork.notebook.kernel")
    kernel()


def plot() -> None:
    """Draw something: reads the fonts, fills matplotlib's caches."""
    # As in a kernel, which says so in MPLBACKEND before the first import. The backend itself is left to the child:
    # its import ties it to the child's shell.
    importlib.import_module("matplotlib").rcParams["backend"] = INLINE
    figure = importlib.import_module("matplotlib.figure").Figure()
    axes = figure.add_subplot(title="ä", xlabel="x", ylabel="y")
    axes.plot([1, 2, 3], label="line")
    axes.bar([1, 2], [1, 2])
    axes.legend()
    canvas = importlib.import_module("matplotlib.backends.backend_agg").FigureCanvasAgg(figure)
    canvas.print_figure(io.BytesIO(), bbox_inches="tight")


CELLS = (
    "def wrong(number):\n    return 1 / number\nwrong(0)",
    "print\nundefined",
    "1 +",
    "'text'",
    "import pandas\npandas.DataFrame({'a': [1]})",
    "%precision",
    "import ipywidgets\nipywidgets.IntSlider()",
    "ipywidgets.Widget.close_all()",
)
"""The first traceback is the dearest by far."""


def shell() -> None:
    """Run cells in a shell that says nothing and leaves nothing behind."""
    before = dict(vars(builtins))
    config = Config({"HistoryManager": {"hist_file": ":memory:"}})
    with tempfile.TemporaryDirectory() as folder:
        made: Any = ZMQInteractiveShell.instance(config=config, ipython_dir=folder)
        # Without a socket a session makes its messages, and sends them nowhere.
        made.displayhook.session = made.display_pub.session = Session(key=b"")
        made.extension_manager.load_extension("storemagic")
        for cell in CELLS:
            made.run_cell(cell, store_history=True)
        atexit.unregister(made.atexit_operations)
        made.atexit_operations()
    made.restore_sys_module_state()
    InteractiveShell.clear_instance()
    ZMQInteractiveShell.clear_instance()
    for name in vars(builtins).keys() - before.keys():
        delattr(builtins, name)
    for name in ("last_type", "last_value", "last_traceback", "last_exc"):
        vars(sys).pop(name, None)
    # A child that clears it would copy all of it first.
    linecache.clearcache()
