"""Each kind of error that Python gives, in the words a pupil gets."""

from __future__ import annotations

import json
from pathlib import Path

import innolab_check
import pytest
from innolab_check.plain_words import plain_words

PANDAS = "import pandas as pd\nweather = pd.read_csv('kaisaniemi.csv')\n"

CASES = [
    # what the pupil wrote, the English title, a part of the Finnish message, the line
    ("tasoitettu = 1\nprint(tasotettu)", "The name “tasotettu” is not there", "Lähin nimi on tasoitettu", 2),
    ("prin('moi')", "The name “prin” is not there", "Lähin nimi on print", 1),
    ("qwxyz", "The name “qwxyz” is not there", "lisää lainausmerkit", 1),
    ("def f():\n    x = x + 1\nf()", "The name “x” has no value yet", "ylemmäs", 2),
    ("for i in range(3)\n    print(i)", "A colon is missing", "kaksoispiste", 1),
    ("print('a'\nx = 1", "A bracket is missing", "Merkillä ( alkava osa", 1),
    ("x = [1, 2", "A bracket is missing", "Merkillä [ alkava osa", 1),
    ("print('a'))", "One bracket too many", "Merkillä ) ei ole paria", 1),
    ("print('moi)", "A quotation mark is missing", "lainausmerkillä", 1),
    ("x = (1 2)", "A comma may be missing", "pilkku", 1),
    ("if 1 = 2:\n    pass", "One equals sign or two?", "kaksi: ==", 1),
    ("5 = x", "One equals sign or two?", "kaksi: ==", 1),
    ("len('a') += 1", "A value can't be given to this", "pitää olla nimi", 1),
    ("x = = 2", "Python does not understand this line", "kirjoitusasussa", 1),
    ("for i in [1]:\nprint(i)", "The indent is missing", "neljä välilyöntiä", 2),
    ("x = 1\n  y = 2", "Too much space at the start of the line", "Poista välilyönnit", 2),
    ("if True:\n    x = 1\n  y = 2", "The indents do not match", "yhtä monella", 3),
    ("'a' + 1", "Text and a number do not go together", "float()", 1),
    ("1 + '2'", "Text and a number do not go together", "float()", 1),
    ("len(5)", "This has no length", "Luvulla ei ole pituutta", 1),
    ("x = None\nx[0]", "There is no value here to use", "None", 2),
    ("None.upper()", "There is no value here to use", "None", 1),
    ("x = 3\nx(2)", "This can't be called with brackets", "hakasulkeet", 2),
    ("def f(a):\n    return a\nf()", "The wrong number of values in the brackets", "tarvitsee vielä tämän: a", 3),
    ("float('1,5')", "This text can't become a number", "Tekstissä '1,5' on pilkku", 1),
    ("int('moi')", "This text can't become a number", "pistettä", 1),
    ("chr(-1)", "The value does not do here", "oikeaa lajia", 1),
    (PANDAS + "if weather['temp_c'] > 4:\n    pass", "Many answers to one question", ".any()", 3),
    (PANDAS + "weather['temp']", "The column “temp” is not there", "Lähin sarake on temp_c", 3),
    (PANDAS + "weather['xyzzy']", "The column “xyzzy” is not there", "year, temp_c", 3),
    ("ages = {'Aino': 13}\nages['Ainoo']", "“Ainoo” is not there", "Lähin nimi on Aino", 2),
    ("{}[2024]", "“2024” is not there", "nimeä tai arvoa 2024", 1),
    ("[1, 2][5]", "There are no values that far", "alkaa nollasta", 1),
    ("'moi'.uper()", "“.uper” is not there", "Lähin nimi on upper", 1),
    ("(5).qwxyz", "“.qwxyz” is not there", "komentoa tai osaa qwxyz", 1),
    ("1 / 0", "Nothing can be divided by zero", "Jakaja on nolla", 1),
    ("open('kaisanimi.csv')", "The file “kaisanimi.csv” is not there", "Lähin tiedosto on kaisaniemi.csv", 1),
    ("open('qwxyz/q.txt')", "The file “q.txt” is not there", "kirjain kirjaimelta", 1),
    ("import pandsa", "The library “pandsa” is not there", "Tarkoititko pandas", 1),
    ("import qwxyz.abc", "The library “qwxyz” is not there", "ei ole asennettu", 1),
    ("raise KeyboardInterrupt", "The code was stopped", "Koodisi on tallessa", 1),
    ("def f():\n    f()\nf()", "A function calls itself without end", "ehto", 2),
    ("raise MemoryError", "Memory ran out", "liian suurta", 1),
    ("assert 1 == 2", "The assert condition did not hold", "väitettiin", 1),
    ("raise OSError('disk')", "Python stopped here", "(OSError)", 1),
]


@pytest.mark.parametrize(("written", "title", "message", "line"), CASES, ids=[case[0][-40:] for case in CASES])
def test_an_error_is_said_in_plain_words_with_its_line(kernel, written, title, message, line):
    told = kernel.run(written).plain
    assert told is not None, "no bundle was shown"
    assert told["title"]["en"] == title
    assert message in told["message"]["fi"]
    assert told["line"] == line
    assert set(told["title"]) == set(told["message"]) == {"fi", "sv", "en"}


def test_the_ordinary_traceback_still_comes_after_the_plain_words(kernel, capsys):
    kernel.run("1 / 0")
    assert "ZeroDivisionError: division by zero" in capsys.readouterr().out


def test_the_line_is_the_pupils_even_when_a_library_failed_deep_inside(kernel):
    told = kernel.run(PANDAS + "\n\nweather.groupby('yaer').mean()").plain
    assert told["line"] == 5


def test_an_object_that_breaks_when_looked_at_breaks_nothing(kernel):
    kernel.run(
        "class Bad:\n"
        "    def __getattr__(self, name):\n        raise RuntimeError('no')\n"
        "    def __dir__(self):\n        raise RuntimeError('no')\n"
        "    def __repr__(self):\n        raise RuntimeError('no')\n"
        "error = AttributeError('x', name='x', obj=Bad())"
    )
    told = kernel.run("raise error").plain
    assert told["title"]["fi"] == "Python pysähtyi tähän"


def test_an_error_can_be_explained_without_a_notebook():
    try:
        int("moi")
    except ValueError as error:
        told = plain_words(error, {})
    assert told["line"] is None
    assert told["title"]["sv"] == "Texten går inte att göra till ett tal"


def test_every_text_of_the_package_is_there_in_three_languages():
    texts = json.loads(Path(innolab_check.__file__).with_name("texts.json").read_text(encoding="utf-8"))
    assert {key for key, words in texts.items() if set(words) != {"fi", "sv", "en"} or not all(words.values())} == set()
