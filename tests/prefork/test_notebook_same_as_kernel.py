"""A notebook run in a fork has the outputs that nbclient brings from a real kernel."""

from __future__ import annotations

import json
import os
import re
import zipfile
from io import BytesIO
from itertools import groupby
from pathlib import Path

import nbformat
import pytest
from innolab_modules import load_module
from innolab_nbgrader.release import build_zips
from nbclient import NotebookClient

from .conftest import ROOT, make_notebook

pytestmark = pytest.mark.slow
MODULE = load_module(ROOT / "courses" / "lammennyt-helsinki")
FILES = {"data.csv": b"a,b\n1,2\n3,4\n", "helper.py": b"def f():\n    return 'from beside'\n"}
PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3])\nplt.title('ä')"
CELLS = {
    "value": ["1 + 1", "x = 3\nx", "x;", "None", "'text'", "x == 3"],
    "history": ["40 + 2", "_", "__", "Out[1]", "In[1]", "_i1", "_2 + _1", "Out"],
    "print": ["print('a')", "print('a', end='')\nprint('b')", "print()", "print('ä€😀')", "print(*range(500))"],
    "stderr": ["import sys\nprint('out')\nprint('err', file=sys.stderr)\nprint('out again')", "sys.stderr.write('x')"],
    "many lines": ["for i in range(2000):\n    print(i, 'x' * 50)"],
    "print and value": ["print('first')\n42", "import sys\nsys.stdout.write('n')"],
    "carriage return": ["for i in range(3):\n    print(f'\\r{i}', end='')", "print('ab\\bc')"],
    "descriptors": [
        "import os\nn = os.write(1, b'from one\\n')\nimport time; time.sleep(0.1)",
        "n = os.write(2, b'from two\\n')\ntime.sleep(0.1)",
        "code = os.system('echo from a shell'); time.sleep(0.1)\ncode",
        "code = os.system('echo on stderr >&2'); time.sleep(0.1)",
        "import subprocess\nsubprocess.run(['echo', 'from a process']); time.sleep(0.1)",
        "print('before', flush=True)\nos.system('echo between'); time.sleep(0.1)\nprint('after')",
        "import ctypes\nlibc = ctypes.CDLL(None)\nlibc.puts(b'from C'); libc.fflush(None); time.sleep(0.1)",
        "subprocess.run(['echo', 'caught'], capture_output=True, text=True).stdout",
    ],
    "shell": ["!echo hello", "!echo out; echo err >&2; exit 3", "_exit_code", "files = !ls\nfiles", "!ls missing"],
    "display": [
        "from IPython.display import display, HTML, Markdown, Image, SVG, JSON, Javascript, Latex, Math",
        "display(1, 'two', [3])",
        "HTML('<b>x</b>')",
        "display(HTML('<i>x</i>'), metadata={'a': 1})",
        "Markdown('# x')",
        "print('a'); display('b'); print('c')",
        "SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')",
        "JSON({'a': [1, 2]})",
        "Math('x^2')",
        "Javascript('1')",
        "display({'text/plain': 'raw', 'application/x-own+json': {'a': None}}, raw=True)",
        "Image(data=b'\\x89PNG\\r\\n\\x1a\\n')",
    ],
    "own representations": [
        "class Own:\n    def __repr__(self):\n        return 'own'\n    def _repr_html_(self):\n        return '<own>'",
        "Own()",
        "class Broken:\n    def __repr__(self):\n        raise ValueError('no')",
        "Broken()",
        "class BrokenHtml:\n    def _repr_html_(self):\n        1 / 0\nBrokenHtml()",
    ],
    "update_display": [
        "h = display('old', display_id='me')",
        "h.update('new')",
        "display('again', display_id='me')",
        "from IPython.display import update_display\nupdate_display('newest', display_id='me')\n'done'",
    ],
    "clear_output": [
        "from IPython.display import clear_output",
        "print('gone'); clear_output(); print('stays')",
        "print('gone'); clear_output(wait=True); print('stays')",
        "print('stays'); clear_output(wait=True)",
        "for i in range(50):\n    clear_output(wait=True)\n    display(i)",
        "print('next cell')",
    ],
    "plots": [
        PLOT,
        "%matplotlib inline",
        "fig, ax = plt.subplots()\nax.bar(['a', 'b'], [1, 2]);",
        "plt.plot([1]); plt.show(); print('between'); plt.plot([2]); plt.show()",
        "fig",
        "plt.figure(); plt.figure(); None",
        "plt.get_backend()",
        "plt.close('all')",
    ],
    "inline before import": ["%matplotlib inline\nimport matplotlib.pyplot as plt", "plt.plot([3, 1])"],
    "pandas": ["import pandas as pd\nd = pd.read_csv('data.csv')\nd", "d.describe()", "d.plot()", "d.a", "d.c"],
    "numpy": [
        "import numpy as np\nnp.arange(12).reshape(3, 4)",
        "np.random.default_rng(1).normal(size=3)",
        "np.zeros(3)[5]",
    ],
    "errors": [
        "1 / 0",
        "def f(n):\n    return g(n)\ndef g(n):\n    raise ValueError('no ' + str(n))\nf(3)",
        "undefined",
        "if True\n    1",
        "  x = 1\n y = 2",
        "'unclosed",
        "import not_there",
        "[][1]",
        "{}['key']",
        "raise KeyError from ValueError('cause')",
        "try:\n    1 / 0\nexcept ZeroDivisionError:\n    raise RuntimeError('while')",
        "assert 1 == 2, 'differ'",
        "raise Exception",
        "class Own(Exception):\n    pass\nraise Own('a', 1)",
        "print('before'); 1 / 0",
        "def r(n):\n    return r(n + 1)\nr(0)",
        "raise ExceptionGroup('two', [ValueError(1), TypeError(2)])",
        "raise KeyboardInterrupt",
        "import helper\nhelper.g()",
        "int('x')",
        "return 1",
        "await 3",
    ],
    "system exit": ["import sys\nsys.exit()", "sys.exit('bye')", "raise SystemExit(3)", "print('goes on')"],
    "warnings": [
        "import warnings\nwarnings.warn('careful')",
        "import logging\nlogging.warning('logged')",
        "logging.info('not')",
    ],
    "input": ["input('Name? ')", "import getpass\ngetpass.getpass()", "print('goes on')"],
    "magics": [
        "%time x = sum(range(10))",
        "%%time\nprint('timed')\n1 + 1",
        "%timeit -n1 -r1 pass",
        "%pwd\n1",
        "%%capture taken\nprint('hidden')",
        "taken.stdout",
        "%who",
        "%whos",
        "%%writefile new.txt\nhello",
        "%cat new.txt",
        "%%bash\necho from bash",
        "%%bash\necho err >&2",
        "%%html\n<b>x</b>",
        "%%python3\nprint('other')",
        "%not_a_magic",
        "%%not_a_magic\nx",
        "%lsmagic\n0",
        "%precision 2\n3.14159",
        "%xmode Plain",
        "1 / 0",
        "%history",
        "%store x",
        "%alias",
        "%env HOME_NOT_THERE",
        "%load_ext not_there",
        "%run helper.py",
        "%prun -q pass",
        "print?",
        "%timeit?",
        "%%script sh\necho from a script",
        "%reset -f",
        "x",
    ],
    "await": [
        "import asyncio\nawait asyncio.sleep(0.01)\n'slept'",
        "async def f():\n    return 5\nawait f()",
        "print(await f())",
        "async def late():\n    await asyncio.sleep(0.05)\n    print('late')\ntask = asyncio.ensure_future(late())",
        "await task\n'joined'",
        "async def bad():\n    1 / 0\nawait bad()",
        "asyncio.get_event_loop().is_running()",
        "asyncio.run(f())",
        "async for i in f():\n    pass",
    ],
    "threads": [
        "import threading\ndef say():\n    print('from a thread')\nt = threading.Thread(target=say); t.start(); t.join()",
        "def fail():\n    1 / 0\nt = threading.Thread(target=fail); t.start(); t.join()\nimport time; time.sleep(0.1)",
    ],
    "widgets": [
        "import ipywidgets as w\ns = w.IntSlider(3)\ns",
        "display(s)",
        "s.value = 5\ns.value",
        "w.VBox([w.Label('a'), s])",
        "out = w.Output()\nout",
        "with out:\n    print('into the widget')\n    display(3)",
        "len(out.outputs)",
        "@w.interact(n=(0, 5))\ndef show(n=2):\n    print(n)\n    return n",
        "w.interactive(lambda n: n, n=1)",
        "with out:\n    1 / 0",
        "out.clear_output()\nprint('after')",
        "p = w.IntProgress()\nfor i in range(5):\n    p.value = i\np",
    ],
    "files": [
        "open('data.csv').read()",
        "from helper import f\nf()",
        "import os\nsorted(os.listdir())",
        "open('n', 'w').write('x')",
    ],
    "python": [
        "__name__",
        "def f():\n    '''Doc.'''\n    return 1",
        "f?",
        "f??",
        "import inspect\ninspect.getsource(f)",
        "help(f)",
        "import pickle\nclass C: pass\nlen(pickle.dumps(C()))",
        "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\nP(1)",
        "eval('1 + 1')",
        "exec('print(2)')",
        "get_ipython().run_cell('3 + 3')",
        "type(get_ipython()).__name__",
        "import sys\nsys.stdout.isatty(), sys.stdout.encoding",
        "import builtins\nbuiltins._",
        "_ = 7\n8",
        "_",
        "globals()['__doc__']",
        "with open('x.py', 'w') as f: f.write('1/0')\nimport x",
        "...",
        "1; 2",
        "# only a comment",
        "{1: 'a', 2: ['b'] * 30}",
        "print(1, file=sys.__stdout__)",
    ],
}


TOGETHER = [
    ["value", "print", "stderr", "many lines", "print and value", "carriage return", "files"],
    ["descriptors", "shell", "system exit", "input", "warnings"],
    ["display", "own representations", "update_display", "clear_output"],
    ["plots", "pandas", "numpy"],
    ["await", "threads"],
]
"""What can share a kernel: starting a real one takes seconds."""
ALONE = [[kind] for kind in CELLS if not any(kind in kinds for kinds in TOGETHER)]


def real(notebook, folder, files):
    """The notebook run by nbclient in a real kernel."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    client = NotebookClient(
        nbformat.from_dict(notebook),
        timeout=60,
        startup_timeout=120,
        allow_errors=True,
        record_timing=False,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
    )
    # With this one ipykernel leaves the descriptors alone.
    return client.execute(env={name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"})


DIFFERS = {
    "addresses": (r"0x[0-9a-f]{6,}|\b7f[0-9a-f]{10}\b", "ADDRESS"),
    "times": (r"\d[\d.e+]* ?(ns|μs|us|ms|s|min)\b", "TIME"),
    "widgets' names": (r"\b[0-9a-f]{32}\b", "ID"),
    "threads' names": (r"Thread-\d+", "Thread-N"),
    "processes' names": (r"/ipykernel_\d+/", "/ipykernel_PID/"),
    "home": (re.escape(str(Path.home())), "~"),
    "places": (r"(/tmp/notebook-[a-z0-9_]+/work|/tmp/pytest-[\w-]+(/pytest-\d+/[\w-]+)?)", "FOLDER"),
}


def comparable(value):
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    for pattern, instead in DIFFERS.values():
        text = re.sub(pattern, instead, text)
    return json.loads(text)


def joined(outputs):
    """What is printed in one go as one output: a real kernel cuts where its clock strikes."""
    made = []
    for output in outputs:
        if made and output["output_type"] == "stream" and made[-1].get("name") == output["name"]:
            made[-1] = {**made[-1], "text": made[-1]["text"] + output["text"]}
        else:
            made.append(dict(output))
    for output in made:
        if "traceback" in output:
            # How often a call of itself goes depends on what is below it.
            output["traceback"] = [part for part, _ in groupby(output["traceback"])]
    return made


def cells_of(notebook):
    return [
        {
            "source": cell["source"],
            "count": cell.get("execution_count"),
            "outputs": joined(comparable(cell.get("outputs", []))),
        }
        for cell in notebook["cells"]
    ]


@pytest.mark.parametrize("kinds", [*TOGETHER, *ALONE], ids=", ".join)
def test_outputs_are_those_of_a_kernel(kinds, run_cells, tmp_path):
    cells = [cell for kind in kinds for cell in CELLS[kind]]
    ran = run_cells(*cells, files=FILES)
    expected = real(make_notebook(*cells), tmp_path, FILES)
    assert ran.problem == ""
    assert cells_of(ran.notebook) == cells_of(expected)
    assert ran.notebook["metadata"].keys() == expected["metadata"].keys()
    assert ran.notebook["metadata"]["language_info"] == expected["metadata"]["language_info"]


@pytest.mark.parametrize("activity", [activity.slug for activity in MODULE.activities])
def test_a_released_activity_with_its_solutions(activity, run_cells, tmp_path):
    with zipfile.ZipFile(BytesIO(build_zips(MODULE, MODULE.activity(activity))[1])) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    (name,) = [name for name in files if name.endswith(".ipynb")]
    notebook = json.loads(files.pop(name))
    ran = run_cells(notebook=notebook, files=files)
    expected = real(nbformat.reads(json.dumps(notebook), as_version=4), tmp_path, files)
    assert ran.problem == ""
    assert cells_of(ran.notebook) == cells_of(expected)
