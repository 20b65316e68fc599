"""The forked kernel starts with less of the zygote's memory copied, and reads its command line as ipykernel does."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from ipykernel.kernelapp import IPKernelApp
from jupyter_prefork.kernel import ForkedKernelApp, provisioners_config

COPIED = """
import gc, importlib, json, os, sys
from jupyter_prefork import warm
warm.kernel()
module, name = sys.argv[1].split(":")
App = getattr(importlib.import_module(module), name)
if module.startswith("ipykernel"):
    from IPython.core import shellapp
    from ipykernel import ipkernel
    ipkernel.sys = shellapp.sys = sys
gc.collect()
gc.freeze()

def copied():
    with open("/proc/self/smaps_rollup") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty"))

if os.fork() == 0:
    before = copied()
    app = App.instance()
    app.initialize(["-f", sys.argv[2]])
    app.kernel.shell.run_cell("21 * 2")
    told = json.dumps({"kb": copied() - before, "file": app.connection_file, "answer": app.kernel.shell.user_ns["_"]})
    os.write(1, f"\\n{told}\\n".encode())
    os._exit(0)
os.wait()
"""


def started(app, folder):
    """What a kernel in a fork tells of itself, and the KB it has copied."""
    file = str(folder / "kernel.json")
    environment = os.environ | {"HOME": str(folder), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-P", "-c", COPIED, f"{app.__module__}:{app.__name__}", file],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    told = next(json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"kb"'))
    assert (told["file"], told["answer"]) == (file, 42)
    return told["kb"]


def test_a_start_copies_less(tmp_path):
    assert started(ForkedKernelApp, tmp_path) < started(IPKernelApp, tmp_path) * 0.85


def test_a_provisioners_command_line_is_understood():
    config = provisioners_config(["-f", "/k.json", "--HistoryManager.enabled=False", "--Session.key=a=b c"])
    assert config.IPKernelApp.connection_file == "/k.json"
    assert config.HistoryManager.enabled.get_value(ForkedKernelApp.log_level) == 0
    assert str(config.Session.key) == "a=b c"


@pytest.mark.parametrize("argv", [[], ["-f"], ["--debug"], ["-f", "/k.json", "--debug"], ["-f=/k.json", "--ip=x"]])
def test_any_other_is_left_to_ipykernel(argv):
    assert provisioners_config(argv) is None


def test_ipykernel_reads_it(tmp_path):
    app = ForkedKernelApp()
    app.parse_command_line([f"--f={tmp_path}/k.json", "--Session.username=tove"])
    assert app.connection_file == f"{tmp_path}/k.json"
    assert app.session.username == "tove"
