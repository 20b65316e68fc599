"""What authors are told, in each language, and by catalogues that can know every sentence."""

import ast
from pathlib import Path

import pytest
from innolab_modules.problems import Problem, advice
from innolab_modules.saying import say, sayer

EXTENSIONS = Path(__file__).resolve().parents[2] / "extensions"
UNKNOWN_ROLE = say('unknown role "{role}". {advice}', role="chek", advice=advice("chek", ["check", "hint"]))


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("fi", 'activity.md:3: tuntematon rooli "chek". Tarkoititko "check"?'),
        ("sv", 'activity.md:3: okänd roll "chek". Menade du "check"?'),
        ("en", 'activity.md:3: unknown role "chek". Did you mean "check"?'),
        ("de", 'activity.md:3: unknown role "chek". Did you mean "check"?'),
    ],
)
def test_a_problem_is_told_in_each_language_with_what_stands_in_its_places(language, told):
    assert Problem("activity.md", 3, UNKNOWN_ROLE).told(language) == told


def test_of_several_each_is_told():
    both = say('{what} stands here: "{found}"', what=(say("an e-mail address"), "T1"), found="x")
    assert both.told("fi") == 'tässä on sähköpostiosoite; T1: "x"'


def test_as_data_a_sentence_is_its_id_and_values():
    assert UNKNOWN_ROLE.as_data() == {
        "id": 'unknown role "{role}". {advice}',
        "values": {"role": "chek", "advice": {"id": 'Did you mean "{word}"?', "values": {"word": "check"}}},
    }


def test_braces_in_a_value_are_no_places():
    assert sayer("innolab_modules")("still to write: {what}", what="{name}").told("sv") == "kvar att skriva: {name}"


def test_every_sentence_stands_in_the_code_whole_so_that_translators_find_it():
    calls = [
        (file.name, node.lineno, node.args[0])
        for package in ("innolab_modules", "innolab_nbgrader")
        for file in (EXTENSIONS / package / package).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"
    ]
    assert len(calls) > 100
    assert [(name, line) for name, line, first in calls if not isinstance(first, ast.Constant)] == []
