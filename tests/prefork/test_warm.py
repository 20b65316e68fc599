"""What a zygote does ahead leaves nothing behind that a fork would have to undo."""

from __future__ import annotations

import json
import os
import subprocess
import sys

LOOK = """
import builtins, gc, json, os, sys
# The debugger adds to the builtins on import, in a kernel too.
import ipykernel.debugger
from jupyter_prefork import warm

def opened(handle):
    try:
        return os.readlink(f"/proc/self/fd/{handle}")
    except OSError:
        return ""

def look():
    gc.collect()
    return {
        "threads": len(os.listdir("/proc/self/task")),
        # Fonts stay open; matplotlib lets go of them in a fork by itself.
        "descriptors": sorted(what for what in map(opened, os.listdir("/proc/self/fd")) if not what.endswith(".ttf")),
        "builtins": sorted(vars(builtins)),
        "main": str(sys.modules["__main__"]),
        "hooks": [str(hook) for hook in (sys.displayhook, sys.excepthook, sys.stdout, sys.stderr)],
        "path": sys.path,
    }

before = look()
warm.notebook()
warm.kernel()
after = look()
from IPython.core.interactiveshell import InteractiveShell
shells = [str(part) for part in gc.get_objects() if isinstance(part, InteractiveShell)]
backend = "matplotlib_inline.backend_inline" in sys.modules
told = {"before": before, "after": after, "shell": InteractiveShell.initialized(), "shells": shells, "backend": backend}
sys.__stdout__.write("\\n" + json.dumps(told))
"""


def warmed():
    """What a process sees before and after."""
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-P", "-c", LOOK], env=environment, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def test_no_thread_descriptor_or_shell_is_left():
    told = warmed()
    assert told["after"] == told["before"]
    assert told["after"]["threads"] == 1
    assert not told["shell"]
    assert told["shells"] == []
    # Its import ties it to the shell there is; a child imports it.
    assert not told["backend"]
