"""What a check tells the pupil, and what the notebook around it sees."""

from __future__ import annotations

import subprocess
import sys

import innolab_check
import pytest
from innolab_check import CannotJudge, CheckFailed, cannot_judge, expect, fail, passed


def check(*lines: str) -> str:
    return "import innolab_check as check\n" + "\n".join(lines)


def test_a_check_that_fails_tells_in_three_languages_and_points_at_the_line(kernel):
    kernel.run("a = 1\nb = 1.5")
    kernel.run(check("check.expect(b > 2, 'too_small', got=b, line=check.line_of('^b'))"))
    assert kernel.told == {
        "verdict": "not_passed",
        "key": "too_small",
        "title": {
            "fi": "Ei vielä: luku on liian pieni",
            "sv": "Inte än: talet är för litet",
            "en": "Not yet: the number is too small",
        },
        "message": {"fi": "Sait 1,5.", "sv": "Du fick 1,5.", "en": "You got 1.5."},
        "expected": None,
        "got": None,
        "tip": {"fi": "Katso lukua.", "sv": "Se på talet.", "en": "Look at the number."},
        "line": 2,
    }
    assert isinstance(kernel.error, CheckFailed)
    assert isinstance(kernel.error, AssertionError), "nbgrader must see a failing test"
    assert str(kernel.error) == "Ei vielä: luku on liian pieni"


def test_a_failed_check_has_a_traceback_of_one_line_and_no_error_bundle(kernel, capsys):
    kernel.run(check("check.fail('too_small', got=1)"))
    assert capsys.readouterr().out.strip() == "CheckFailed: Ei vielä: luku on liian pieni"
    assert kernel.plain is None


def test_a_check_that_passes_says_what_went_right(kernel):
    kernel.run(check("check.passed('right')"))
    assert kernel.error is None
    assert kernel.told["verdict"] == "passed"
    assert kernel.told["title"]["sv"] == "Klart! Talet räcker"


def test_a_check_that_cannot_tell_says_so_and_is_no_failed_assertion(kernel):
    kernel.run(check("check.cannot_judge()"))
    assert isinstance(kernel.error, CannotJudge)
    assert not isinstance(kernel.error, AssertionError)
    assert kernel.told["title"]["fi"] == "Ei voitu arvioida: tätä ei voitu tarkistaa"


def test_a_fault_of_the_check_itself_is_not_told_as_the_pupils_error(kernel):
    kernel.run(check("[][1]"))
    assert isinstance(kernel.error, IndexError)
    assert kernel.plain is None


def test_an_error_in_the_pupils_function_is_the_pupils_though_a_check_called_it(kernel):
    kernel.run("def half(x):\n    return x / 0")
    kernel.run(check("half(1)"))
    assert kernel.plain["title"]["en"] == "Nothing can be divided by zero"
    assert kernel.plain["line"] == 2


def test_a_name_the_check_needs_and_the_pupil_did_not_make_is_the_pupils_to_mend(kernel):
    kernel.run(check("answer + 1"))
    assert kernel.plain["name"] == "answer"


@pytest.mark.parametrize(
    "weird", ["object()", "float('nan')", "None", "[]", "{}", "'7'", "lambda: 1", "True", "10**400"]
)
def test_a_value_that_is_no_number_brings_a_sentence_and_no_crash(kernel, weird):
    kernel.run(f"n = {weird}")
    kernel.run(check("check.number('n')"))
    assert isinstance(kernel.error, CheckFailed)
    assert kernel.told["title"]["fi"].startswith("Ei vielä: n ")


def test_a_misspelt_name_brings_the_nearest_one(kernel):
    kernel.run("diference = 1")
    kernel.run(check("check.number('difference')"))
    assert kernel.told["key"] == "variable_misspelt"
    assert "diference" in kernel.told["message"]["sv"]


def test_a_missing_name_asks_to_run_the_code(kernel):
    kernel.run(check("check.variable('year_mean')"))
    assert kernel.told["key"] == "variable_missing"
    assert kernel.told["tip"]["en"].startswith("Run the code first.")


def test_a_table_must_be_one_and_have_its_columns(kernel):
    kernel.run("import pandas as pd\nweather = pd.read_csv('kaisaniemi.csv')\nrow = weather['temp_c']")
    kernel.run(check("check.table('weather', 'year', 'rain_mm')"))
    assert kernel.told["message"]["en"] == "The columns of weather are: year, temp_c."
    kernel.run(check("check.table('row')"))
    assert kernel.told["got"]["en"] == "a series: one column of values"
    kernel.run(check("check.series('row')", "check.table('weather', 'temp_c')"))
    assert kernel.error is None


def test_what_the_pupil_printed_can_be_looked_at(kernel):
    kernel.run("print('moi', 6.5)")
    kernel.run(check("seen = check.printed()"))
    assert kernel.shell.user_ns["seen"] == "moi 6.5\n"


def test_only_the_last_code_of_the_pupil_counts_as_printed(kernel):
    kernel.run("print('old')")
    kernel.run("print('new')")
    kernel.run(check("print('check')", "seen = check.printed()"))
    assert kernel.shell.user_ns["seen"] == "new\n"


def test_what_the_pupil_drew_can_be_looked_at(kernel):
    kernel.run(
        "import matplotlib\nmatplotlib.use('agg')\nimport matplotlib.pyplot as plt\n"
        "plt.plot([1845, 1846], [4.1, 5.2], label='t')\nplt.bar([1, 2, 3], [1, 2, 3])\nplt.ylabel('°C')"
    )
    kernel.run(check("drawing = check.drawn()[0]", "import matplotlib.pyplot as plt", "plt.close('all')"))
    drawing = kernel.shell.user_ns["drawing"]
    assert (drawing.y_label, drawing.bars) == ("°C", 3)
    assert [(line.label, line.x, line.y) for line in drawing.lines] == [("t", [1845, 1846], [4.1, 5.2])]


def test_starting_again_changes_nothing_but_the_language(kernel):
    innolab_check.start(language="sv")
    innolab_check.start()
    kernel.run("print('once')")
    kernel.run(check("seen = check.printed()", "check.fail('too_small', got=1)"))
    assert kernel.shell.user_ns["seen"] == "once\n"
    assert str(kernel.error) == "Inte än: talet är för litet"


def test_checks_work_in_plain_python_without_a_page_to_show_on():
    code = (
        "import sys, innolab_check as check\n"
        "assert not {'IPython', 'numpy', 'pandas', 'matplotlib'} & set(sys.modules), 'a heavy import'\n"
        "answer = 41\n"
        "check.start()\n"
        "try:\n    check.expect(check.near(check.number('answer'), 42), 'off', got=answer)\n"
        "except AssertionError as error:\n    print(type(error).__name__, error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "CheckFailed Ei vielä\n"


def test_helpers_raise_what_they_promise():
    with pytest.raises(CheckFailed):
        fail("anything")
    with pytest.raises(CheckFailed):
        expect(False, "anything")
    with pytest.raises(CannotJudge):
        cannot_judge()
    expect(True, "anything")
    passed()
