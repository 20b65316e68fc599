"""Whatever is done to a notebook, its answers earn what they earned before, or wait for a person. Never more."""

import copy
import json

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from innolab_nbgrader.reading import Unreadable, read_hand_in
from innolab_nbgrader.rebuild import rebuild
from innolab_nbgrader.release import build_master, build_release

NAMES = ("intro", "setup", "explore", "write", "check-write", "add", "check-add", "words")
PUPILS = {"explore", "write", "add", "words"}
ANSWERS = {
    "write": ["def double(x):\n    return x + x", "def double(x):\n    return 0", "", "def double(x)\n  oops"],
    "add": ["zero = 0\ndef add(a, b):\n    return zero + a + b", "def add(a, b):\n    return a", "add = max"],
    "words": ["It grows.\n\nTwice as much.", "Ei tiedä", ""],
    "explore": ["base + 1", "base * 2\nkissa = 'ä'", ""],
}
work = st.fixed_dictionaries({name: st.sampled_from(texts) for name, texts in ANSWERS.items()})
place = st.integers(0, 30)


def cells_of(notebook):
    return notebook["cells"]


def grade_id(cell):
    return cell["metadata"].get("nbgrader", {}).get("grade_id") or cell.get("id")


def duplicated(cells, a, b):
    twin = copy.deepcopy(cells[a % len(cells)])
    if "id" in twin and b % 2:
        twin["id"] = f"twin-{a}-{b}"
    cells.insert(b % (len(cells) + 1), twin)


def deleted(cells, a, _b):
    """One that pupils don't change."""
    given = [cell for cell in cells if grade_id(cell) not in PUPILS and "nbgrader" in cell["metadata"]]
    if given:
        cells.remove(given[a % len(given)])


def moved(cells, a, b):
    cells.insert(b % len(cells), cells.pop(a % len(cells)))


def retyped(cells, a, b):
    cell = cells[a % len(cells)]
    cell["cell_type"] = ("code", "markdown", "raw")[b % 3]
    cell.pop("outputs", None)
    cell.pop("execution_count", None)


def edited(cells, a, b):
    given = [cell for cell in cells if grade_id(cell) not in PUPILS]
    if given:
        cell = given[a % len(given)]
        cell["source"] = ("assert True", "", f"{cell['source']}\n# note", "1 / 0", "x" * 200)[b % 5]


def added(cells, a, b):
    new = {"cell_type": ("code", "markdown")[b % 2], "metadata": {}, "source": ("mine = 1", "", " \n")[b % 3]}
    cells.insert(a % (len(cells) + 1), new)


def split(cells, a, b):
    """As JupyterLab does it, which copies the metadata; or other tools, which don't."""
    index = a % len(cells)
    lines = cells[index]["source"].split("\n")
    if len(lines) > 1:
        rest = copy.deepcopy(cells[index]) | {"source": "\n".join(lines[1:])}
        rest.pop("id", None)
        if b % 2:
            rest["metadata"] = {}
        cells[index]["source"] = lines[0]
        cells.insert(index + 1, rest)


def merged(cells, a, _b):
    index = a % len(cells)
    if index + 1 < len(cells):
        cells[index]["source"] += "\n\n" + cells.pop(index + 1)["source"]


def merged_of_a_kind(cells, a, b):
    """The other cell's kind would be lost, and with it what is prose and what is code."""
    index = a % len(cells)
    if cells[index]["cell_type"] == cells[min(index + 1, len(cells) - 1)]["cell_type"]:
        merged(cells, a, b)


def stripped(cells, a, b):
    for cell in cells if b % 3 == 0 else [cells[a % len(cells)]]:
        cell["metadata"] = {}
        cell.pop("id", None)


FIRST = (duplicated, deleted, moved, retyped, edited, added)
THEN = (split, merged_of_a_kind, deleted, edited, added)
steps = st.tuples(
    st.lists(st.tuples(st.sampled_from(FIRST), place, place), max_size=3),
    st.lists(st.tuples(st.sampled_from(THEN), place, place), max_size=2),
    st.lists(st.tuples(st.just(stripped), place, place), max_size=1),
).map(lambda parts: [step for part in parts for step in part])
in_any_order = st.lists(st.tuples(st.sampled_from((*FIRST, split, merged, stripped)), place, place), max_size=8)


def as_jupyter(notebook):
    return notebook


def without_ids(notebook):
    for cell in cells_of(notebook):
        cell.pop("id", None)
    return notebook | {"nbformat_minor": 4}


def of_colab(notebook):
    """Its ids stand in the metadata, and it has its own about the notebook."""
    for number, cell in enumerate(cells_of(without_ids(notebook))):
        cell["metadata"] |= {"id": f"c{number}", "colab": {"base_uri": "https://localhost"}, "outputId": "x"}
        cell["source"] = cell["source"].splitlines(keepends=True)
    notebook["metadata"] |= {"colab": {"provenance": []}, "language_info": {"name": "python"}}
    return notebook | {"nbformat_minor": 0}


def of_vs_code(notebook):
    for cell in cells_of(notebook):
        cell["metadata"]["vscode"] = {"languageId": "python"}
    notebook["metadata"]["language_info"] = {"name": "python", "version": "3.11.2"}
    return notebook | {"nbformat_minor": 2}


def of_2014(notebook):
    """nbformat 3, as nbformat itself writes it."""
    for cell in cells_of(notebook):
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
        else:
            cell.pop("execution_count", None)
    old = nbformat.convert(nbformat.from_dict(without_ids(notebook)), 3)
    return json.loads(nbformat.writes(old, version=3))


TOOLS = (as_jupyter, without_ids, of_colab, of_vs_code, of_2014)


class Activity:
    """The small activity, and what a notebook earns in it; judged here without a sandbox, for it is our own code."""

    def __init__(self, source):
        self.master, self.release = build_master(source), build_release(source)

    def handed_in(self, answers):
        notebook = copy.deepcopy(self.release)
        for cell in notebook["cells"]:
            cell["source"] = answers.get(cell["id"], cell["source"])
        return notebook

    def earns(self, notebook):
        """For each graded cell what it earns, None where a person looks; and the answer in own words."""
        try:
            rebuilt = rebuild(self.master, self.release, read_hand_in(json.dumps(notebook).encode()))
        except Unreadable:
            return dict.fromkeys(("check-write", "check-add", "words"))
        found, names = {}, {}
        for cell in rebuilt.notebook["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            if name == "words" or cell["id"] not in NAMES:
                # What was split off stands beside it, for whoever reads it.
                found["words"] = f"{found.get('words', '')}\n{cell['source']}"
            if cell["cell_type"] == "code":
                passed = ran(cell["source"], names)
                if name in {"check-write", "check-add"}:
                    found[name] = None if name in rebuilt.doubtful and not passed else passed
        if "words" in rebuilt.doubtful:
            found["words"] = None
        assert [cell["id"] for cell in rebuilt.notebook["cells"] if cell["id"] in NAMES] == list(NAMES)
        return found


def ran(code, names):
    try:
        exec(compile(code, "cell", "exec"), names)
    except Exception:  # noqa: BLE001 - as a kernel
        return False
    return True


def mutated(notebook, steps, tool):
    for change, a, b in steps:
        change(cells_of(notebook), a, b)
        if not cells_of(notebook):
            break
    return tool(notebook)


@pytest.fixture
def activity(source):
    return Activity(source)


def often(examples):
    """The same examples each time: a new one is looked for by whoever changes this, not by everybody's run."""
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )


def is_as_good(before, after):
    """The same, or left to a person."""
    passed = {name: value for name, value in after.items() if value is not None and name != "words"}
    assert passed.items() <= before.items(), (before, after)
    # A person reads it: it must be there.
    assert after["words"] is None or set(before["words"].split()) <= set(after["words"].split()), (before, after)


@often(300)
@given(answers=work, steps=steps, tool=st.sampled_from(TOOLS))
def test_a_mutated_notebook_earns_the_same_or_waits_for_a_person(activity, answers, steps, tool):
    before = activity.earns(activity.handed_in(answers))
    assert None not in before.values()
    is_as_good(before, activity.earns(mutated(activity.handed_in(answers), steps, tool)))


@pytest.mark.slow
@often(2000)
@given(answers=work, steps=steps, tool=st.sampled_from(TOOLS))
def test_thousands_of_mutated_notebooks_earn_the_same_or_wait_for_a_person(activity, answers, steps, tool):
    is_as_good(
        activity.earns(activity.handed_in(answers)), activity.earns(mutated(activity.handed_in(answers), steps, tool))
    )


@often(200)
@given(answers=work, steps=in_any_order, tool=st.sampled_from(TOOLS))
def test_no_order_of_mutations_earns_more_or_raises(activity, answers, steps, tool):
    before = activity.earns(activity.handed_in(answers))
    after = activity.earns(mutated(activity.handed_in(answers), steps, tool))
    assert all(before[name] for name in ("check-write", "check-add") if after[name]), (before, after)
