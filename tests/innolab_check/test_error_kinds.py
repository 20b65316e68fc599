"""The mistakes pupils make most, each really made: which kind it is taken for, and what is said in three languages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import innolab_check
import pytest
from innolab_check.plain_words import plain_words

from tests.innolab_check.test_plain_words import CASES as KINDS_OF_ERRORS

PANDAS = "import pandas as pd\nweather = pd.read_csv('kaisaniemi.csv')\n"

MADE = [
    # what the pupil wrote, the line, the kind, parts of what is said in Finnish, Swedish and English
    ("print(pd)", 1, "name_import", "Lisää koodin alkuun", "import pandas as pd", "at the top of the code"),
    ("print(total)\ntotal = 3", 1, "name_later", "vasta rivillä 2", "först på rad 2", "only on line 2"),
    ("x = 1\nif x == 2:\n    pass\nelse if x:\n    pass", 4, "else_if", "yksi sana: elif", "ett enda ord", "one word"),
    ("print 'moi'", 1, "print", "print(...)", "inom parenteser", "inside brackets"),
    ("print(“moi”)", 1, "mark", "suora lainausmerkki", "rakt citattecken", "straight quotation mark"),
    ("x\u00a0= 3", 1, "unseen", "Poista rivin välilyönnit", "Ta bort radens mellanslag", "Delete the spaces"),
    ("2x = 3", 1, "digit_letter", "2 * x", "2 * x", "2 * x"),
    ("x = 07", 1, "zeros", "7, ei 07", "7, inte 07", "7, not 07"),
    ("class = 8", 1, "keyword", "esimerkiksi class_1", "Ordet class", "The word class"),
    ("x = 1\nif x => 3:\n    pass", 2, "compare_sign", "Kirjoita >=, ei =>", "Skriv >=, inte =>", "Write >=, not =>"),
    ("x = 1\nif x && x:\n    pass", 2, "and_or", "sana and", "ordet and", "the word and"),
    ("x = 1\nx++", 2, "plus_plus", "x += 1", "x += 1", "x += 1"),
    ("else:\n    pass", 1, "else_alone", "Rivi else", "Raden med else", "The line else"),
    ("my age = 3", 1, "name_space", "my_age", "understreck: my_age", "underscore: my_age"),
    ("my-age = 3", 1, "name_hyphen", "miinusmerkiksi", "som minus", "as a minus"),
    ("def f:\n    pass", 1, "def_brackets", "def nimi():", "def namn():", "def name():"),
    ("print(end='', 2)", 1, "argument_order", "ensin pelkät arvot", "först bara värden", "plain values come first"),
    ("for i range(3):\n    pass", 1, "for_in", "for i in range(3)", "for i in range(3)", "for i in range(3)"),
    ("return 5", 1, "outside_function", "funktion sisään", "inne i en funktion", "inside a function"),
    ("break", 1, "outside_loop", "silmukan sisään", "inne i en slinga", "inside a loop"),
    ("x = 3 +", 1, "unfinished", "lopussa on +", "slutar med +", "ends with +"),
    ("if True:\n\tx = 1\n        y = 2", 3, "tab", "välilyönneillä", "med mellanslag", "with spaces"),
    ("try:\n    x = 1\ny = 2", 3, "try_alone", "except", "except", "except"),
    ("[1, 2)", 1, "bracket_pair", "alkaa merkillä [", "slutar med )", "begins with ["),
    ("for i in range(3):\nprint(i)", 2, "indent_missing_after", "Rivi 1", "Rad 1", "Line 1"),
    ("age = '13'\nage + 1", 2, "text_and_number_name", "float(age)", "I variabeln age", "The variable age"),
    ("t = [3, 1].sort()\nt[0]", 2, "none_used_name", "Muuttujan t arvo", "Variabeln t", "value of t"),
    ("t = None\nt.upper()", 2, "none_used_name", "None", "None", "None"),
    ("x = 3\nx(2)", 2, "not_callable_name", "x on luku", "x är ett tal", "x is a number"),
    ("sum = 3\nsum([1])", 2, "not_callable_hidden", "del sum", "del sum", "del sum"),
    ("def f(a, b):\n    pass\nf(1)", 3, "arguments_missing", "tämän: b", "det här: b", "this: b"),
    ("def f(a):\n    pass\nf(1, 2)", 3, "arguments_count", "arvoa: 1.", "värden: 1.", "values: 1."),
    ("'a'.upper(3)", 1, "arguments", "väärä", "", ""),
    ("print('a', edn='')", 1, "arguments_name", "nimeltä edn", "heter edn", "called edn"),
    ("x = 3\nx[0]", 2, "not_subscriptable_name", "x on luku", "x är ett tal", "x is a number"),
    ("print[3]", 1, "not_subscriptable_name", "puuttuvatko sulkeet", "saknas parenteserna", "brackets after its name"),
    ("(1 + 2)[0]", 1, "not_subscriptable", "kaarisulkeilla", "anropas med ( )", "called with ( )"),
    ("for i in 5:\n    pass", 1, "not_iterable", "in range(5):", "in range(5):", "in range(5):"),
    ("[1, 2][0.5]", 1, "place", "kokonaisluku", "ett heltal", "a whole number"),
    ("[1, 2]['a']", 1, "place", "int()", "int()", "int()"),
    ("t = 'moi'\nt[0] = 'k'", 2, "unchangeable", "replace()", "replace()", "replace()"),
    ("range(2.5)", 1, "whole_number", "merkillä //", "med //", "with //"),
    ("{[1]: 2}", 1, "unhashable", "ei lista", "inte en lista", "not a list"),
    ("len(5)", 1, "no_length", "pituutta", "längd", "length"),
    ("[1] + 2", 1, "list_plus", "append()", "append()", "append()"),
    ("int('3.5')", 1, "no_number_whole", "komentoa float()", "Använd float()", "Use float()"),
    ("int('')", 1, "no_number_empty", "Teksti on tyhjä", "Texten är tom", "The text is empty"),
    ("a, b = [1, 2, 3]", 1, "unpack_many", "Nimiä on 2", "Namnen är 2", "There are 2 names"),
    ("a, b = [1]", 1, "unpack_few", "arvoja vain 1", "bara 1", "only 1"),
    ("max([])", 1, "empty", "Funktio max", "Funktionen max", "The function max"),
    ("import math\nmath.sqrt(-1)", 2, "math_domain", "neliöjuurta", "kvadratrot", "square root"),
    ("[1].remove(2)", 1, "not_in_list", "Tulosta lista", "Skriv ut listan", "Print the list"),
    (PANDAS + "weather['x'] = [1, 2, 3]", 3, "lengths_known", "3 arvoa ja toisessa 2", "3 värden", "One has 3"),
    ("import numpy as np\nnp.array([1, 2]) + np.array([1, 2, 3])", 2, "lengths_known", "2 arvoa", "2 v", "One has 2"),
    ("words = ['a', 'b', 'c']\nwords[3]", 2, "index_known", "on 3, ja niiden numerot ovat 0–2", "0–2", "0–2"),
    ("words = []\nwords[0]", 2, "index_empty", "words on tyhjä", "words är tom", "words is empty"),
    ("words = []\nwords.pop()", 2, "index_empty", "words on tyhjä", "words är tom", "words is empty"),
    ("[1].size", 1, "attribute_length", "len(luvut)", "len(talen)", "len(numbers)"),
    ("[1].push(2)", 1, "attribute_append", "append()", "append()", "append()"),
    ("count = 0\n5 / count", 2, "zero_known", "Jakajan count", "Nämnaren count", "The divisor count"),
    ("2.0 ** 5000", 1, "overflow", "potenssit", "potenser", "powers"),
    ("b'\\xe4'.decode()", 1, "encoding", "latin-1", "latin-1", "latin-1"),
    ("from math import sqroot", 1, "import_name_near", "nimi: sqrt", "namn: sqrt", "name: sqrt"),
    ("from math import qwxyz", 1, "import_name", "kirjain kirjaimelta", "bokstav för bokstav", "letter by letter"),
    (PANDAS + "weather[['year', 'temp']]", 3, "column_near", "temp_c", "temp_c", "temp_c"),
]

SAID_ELSEWHERE = [
    # Errors with the words that other versions of Python and the libraries have for them.
    (SyntaxError("unterminated f-string literal (detected at line 1)"), "quote"),
    (SyntaxError("f-string: expecting '}'"), "bracket"),
    (SyntaxError("expected '('"), "def_brackets"),
    (SyntaxError("'return' outside function"), "outside_function"),
    (TypeError("split() got an unexpected keyword argument 'sepp'. Did you mean 'sep'?"), "arguments_name"),
    (TypeError("print() got an unexpected keyword argument 'edn'"), "arguments_name"),
    (TypeError("'edn' is an invalid keyword argument for print()"), "arguments_name"),
    (TypeError("Animal.__init__() takes 1 positional argument but 2 were given"), "arguments_count"),
    (TypeError("string indices must be integers"), "place"),
    (TypeError("string indices must be integers, not 'str'"), "place"),
    (TypeError("cannot use 'list' as a dict key (unhashable type: 'list')"), "unhashable"),
    (ValueError("max() arg is an empty sequence"), "empty"),
    (ValueError("max() iterable argument is empty"), "empty"),
    (ValueError("expected a nonnegative input, got -1.0"), "math_domain"),
    (ValueError("list.index(x): x not in list"), "not_in_list"),
    (ValueError("5 is not in list"), "not_in_list"),
    (ValueError("not enough values to unpack (expected 3, got 2)"), "unpack_few"),
    (ValueError("too many values to unpack (expected 2, got 3)"), "unpack_many"),
    (ValueError("All arrays must be of the same length"), "lengths"),
    (ValueError("x and y must have same first dimension, but have shapes (3,) and (2,)"), "lengths_known"),
    (ZeroDivisionError("integer division or modulo by zero"), "zero"),
    (ZeroDivisionError("division by zero"), "zero"),
    (AttributeError("module 'random' has no attribute 'randnit' (consider renaming '/home/random.py')"), "attribute"),
    (UnboundLocalError("cannot access local variable 'x' where it is not associated with a value"), "unbound"),
    (RecursionError("maximum recursion depth exceeded in comparison"), "recursion"),
    (IndentationError("expected an indented block"), "indent_missing"),
    (TypeError("bad operand type for abs(): 'str'"), "type"),
    (TypeError("'int' object is not callable"), "not_callable"),
    (PermissionError(13, "Permission denied", "/etc/x"), "permission"),
    (ImportError("cannot import name 'sqroot' from 'math' (unknown location)"), "import_name_near"),
]


@pytest.mark.parametrize(("written", "line", "kind", "fi", "sv", "en"), MADE, ids=[case[0][-40:] for case in MADE])
def test_a_mistake_is_told_by_its_kind_with_the_words_concerned(kernel, written, line, kind, fi, sv, en):
    told = kernel.run(written).plain
    assert (told["kind"], told["line"]) == (kind, line)
    for language, part in {"fi": fi, "sv": sv, "en": en}.items():
        said = told["title"][language] + " " + told["message"][language]
        assert part in said
        # A "?" of its own stands where words were not filled in.
        assert not re.search(r"\{|(?<!\w)\?|None eli ei", said.replace("[ ] tai kertomerkki *?", "").replace("*?", ""))


@pytest.mark.parametrize(("error", "kind"), SAID_ELSEWHERE, ids=[str(error)[:50] for error, _ in SAID_ELSEWHERE])
def test_the_wording_of_other_pythons_is_known_too(error, kind):
    assert plain_words(error, {})["kind"] == kind


def test_every_kind_that_has_words_is_made_by_some_mistake(kernel):
    errors = json.loads(Path(innolab_check.__file__).with_name("errors.json").read_text(encoding="utf-8"))
    kinds = {key.split(".")[1] for key in errors if key.endswith(".message")}
    made = {kind for _, _, kind, *_ in MADE} | {kind for _, kind in SAID_ELSEWHERE}
    made |= {kernel.run(case[0]).plain["kind"] for case in KINDS_OF_ERRORS if kinds - made}
    assert kinds - made == set()


def test_nothing_of_the_pupils_is_run_again_to_explain_an_error(kernel):
    kernel.run("calls = []\ndef zero():\n    calls.append(1)\n    return 0")
    assert kernel.run("5 / zero()").plain["kind"] == "zero"
    assert kernel.shell.user_ns["calls"] == [1]
