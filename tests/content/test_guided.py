"""Each guided activity proves itself: solutions pass, the empty release does not, wrong answers bring their message."""

from __future__ import annotations

import json
import re
from collections import Counter

import nbformat
import pytest
from innolab_modules import LANGUAGES, Kind

from .conftest import activities, module_named, of_role, run, unpack, zips

pytestmark = pytest.mark.slow
GUIDED = activities(Kind.GUIDED)
# Between two wrong answers the kernel forgets everything but what it had after the setup cell.
KEEP = "innolab_kept = set(globals()) | {'innolab_kept', 'innolab_name'}"
FORGET = """
for innolab_name in set(globals()) - innolab_kept:
    del globals()[innolab_name]
import matplotlib.pyplot as plt
plt.close("all")
"""


@pytest.mark.parametrize(("module", "activity"), GUIDED)
def test_the_solutions_pass_every_check(module, activity, tmp_path):
    source = module_named(module).activity(activity)
    ran = run(unpack(zips(module, activity)[1], tmp_path), tmp_path)
    assert {
        name: ran.error(name) for name, cell in ran.cells.items() if cell.cell_type == "code" and ran.error(name)
    } == {}
    verdicts = {name: (ran.told(name) or {}).get("verdict") for name in of_role(source, "check")}
    assert verdicts == dict.fromkeys(verdicts, "passed")


@pytest.mark.parametrize(("module", "activity"), GUIDED)
def test_every_plot_says_in_words_what_it_shows(module, activity, tmp_path):
    ran = run(unpack(zips(module, activity)[1], tmp_path), tmp_path)
    outputs = [(name, out) for name, cell in ran.cells.items() for out in cell.get("outputs", [])]
    plots = {name: out.metadata for name, out in outputs if "image/png" in out.get("data", {})}
    assert plots
    for name, metadata in plots.items():
        alt = metadata["image/png"]["alt"]
        assert {language: len(alt[language]) > 40 for language in LANGUAGES} == dict.fromkeys(LANGUAGES, True), name


@pytest.mark.parametrize(("module", "activity"), GUIDED)
def test_the_starter_code_runs_but_passes_no_check(module, activity, tmp_path):
    source = module_named(module).activity(activity)
    ran = run(unpack(zips(module, activity)[0], tmp_path), tmp_path)
    broken = {
        name: ran.error(name) for name in (*of_role(source, "setup"), *of_role(source, "code")) if ran.error(name)
    }
    assert broken == {}, "a pupil's first Run must not answer with a traceback"
    failed = {name: ran.error(name) for name in of_role(source, "check")}
    assert failed == dict.fromkeys(failed, "CheckFailed")


@pytest.mark.parametrize(("module", "activity"), GUIDED)
def test_the_release_holds_no_solution_and_no_hidden_test(module, activity, tmp_path):
    source = module_named(module).activity(activity)
    release = nbformat.writes(unpack(zips(module, activity)[0], tmp_path))
    assert "BEGIN SOLUTION" not in release
    assert "HIDDEN TESTS" not in release
    for cell in source.cells:
        for secret in re.findall(r"### BEGIN (?:SOLUTION|HIDDEN TESTS)\n(.*?)\s*### END", cell.source, re.DOTALL):
            assert json.dumps(secret.strip(), ensure_ascii=False)[1:-1] not in release


@pytest.mark.parametrize(("module", "activity"), GUIDED)
def test_every_known_wrong_answer_brings_its_message(module, activity, tmp_path):
    source = module_named(module).activity(activity)
    notebook = unpack(zips(module, activity)[1], tmp_path)
    code = nbformat.v4.new_code_cell
    cells = [*(cell for cell in notebook.cells if cell.id in of_role(source, "setup")), code(KEEP, id="keep")]
    step = {cell.name: cell.step for cell in source.cells}
    for wrong in source.wrong:
        checks = [
            cell
            for cell in notebook.cells
            if cell.metadata.innolab.role == "check" and step[cell.id] == step[wrong.cell]
        ]
        cells.append(code(wrong.source, id=wrong.name))
        cells += [code(check.source, id=f"{wrong.name}--check") for check in checks]
        cells.append(code(FORGET, id=f"{wrong.name}--forget"))
    notebook.cells = cells
    ran = run(notebook, tmp_path)
    brought = {wrong.name: (ran.told(f"{wrong.name}--check") or {}).get("key") for wrong in source.wrong}
    assert brought == {wrong.name: wrong.brings.removeprefix("innolab_check.") for wrong in source.wrong}
    assert {wrong.name: ran.error(f"{wrong.name}--check") for wrong in source.wrong} == dict.fromkeys(
        brought, "CheckFailed"
    )
    assert all(set(ran.told(f"{name}--check")["title"]) == {"fi", "sv", "en"} for name in brought)


@pytest.mark.parametrize(("module", "activity"), GUIDED)
def test_each_checked_step_has_at_least_three_wrong_answers_and_two_hints(module, activity):
    source = module_named(module).activity(activity)
    step = {cell.name: cell.step for cell in source.cells}
    wrong = Counter(step[answer.cell] for answer in source.wrong)
    assert {s: wrong[s] >= 3 for s in map(step.get, of_role(source, "check"))} == {
        step[name]: True for name in of_role(source, "check")
    }
    hints = Counter(step[name] for name in of_role(source, "hint"))
    assert {s.id: hints[s.id] in (2, 3) for s in source.manifest.steps} == {s.id: True for s in source.manifest.steps}


@pytest.mark.parametrize(("module", "activity"), GUIDED)
def test_every_message_is_used_and_every_message_used_is_there(module, activity):
    source = module_named(module).activity(activity)
    code = "\n".join(cell.source for cell in source.cells if cell.kind == "code")
    there = {key.partition(".")[0] for key in source.messages}
    quoted = set(re.findall(r'"([a-z0-9_]+)"', code))
    assert there - quoted == set(), "messages that nothing says"
    said = set(re.findall(r'(?:expect\(.*, |fail\(|passed\(|[( ]t\()"([a-z0-9_]+)"(?:, \w+=|\))', code))
    assert said - there == set(), "messages that are not there"


@pytest.mark.parametrize(("module", "activity"), GUIDED)
def test_every_failure_has_a_title_and_a_message_and_something_to_try(module, activity):
    messages = module_named(module).activity(activity).messages
    parts: dict[str, set[str]] = {}
    for key in messages:
        base, _, part = key.partition(".")
        parts.setdefault(base, set()).add(part)
    failures = {base: found for base, found in parts.items() if "title" in found and not base.endswith("_passed")}
    assert {base for base, found in failures.items() if not {"title", "message"} <= found} == set()
    assert {base for base, found in failures.items() if "tip" not in found} <= {"hidden"}


@pytest.mark.parametrize(("module", "activity"), GUIDED)
def test_starter_code_holds_no_prose(module, activity, tmp_path):
    source = module_named(module).activity(activity)
    release = unpack(zips(module, activity)[0], tmp_path)
    for cell in release.cells:
        if cell.id in of_role(source, "code"):
            assert "#" not in re.sub(r'"[^"]*"', "", cell.source), f"{cell.id} has a comment"
            quoted = re.findall(r'"([^"]*)"', cell.source)
            assert [words for words in quoted if " " in words] == [], f"{cell.id} has words that stay untranslated"
            assert all(ord(letter) < 128 for letter in cell.source), f"{cell.id} has letters of one language"
