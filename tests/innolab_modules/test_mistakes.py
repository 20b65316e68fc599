"""Each mistake an author can make is told by file and line, with what to do."""

from __future__ import annotations

import pytest

A = "activities/laske"
MD = f"{A}/activity.md"
TOML = f"{A}/activity.toml"

# What the author changed: file, before, after; what they hear.
MISTAKES = {
    "unknown key": (
        ("module.toml", "minutes = 45", "minuts = 45"),
        ['module.toml:10: unknown key "minuts". Did you mean "minutes"?', 'module.toml: the key "minutes" is missing'],
    ),
    "missing table": (
        ("module.toml", '[picture]\nfile = "picture.svg"\nalt = { fi = "Kuva", sv = "Bild", en = "Picture" }\n', ""),
        ['module.toml: the key "picture" is missing: add [picture] with "file", "alt"'],
    ),
    "missing table inside": (
        ("module.toml", 'alt = { fi = "Kuva", sv = "Bild", en = "Picture" }\n', ""),
        ['module.toml:21: the key "picture.alt" is missing: add [picture.alt] with "fi", "sv", "en"'],
    ),
    "unknown key inside": (
        ("module.toml", 'en = "Small"', 'ee = "Small"'),
        [
            'module.toml:4: unknown key "title.ee". Known here: en, fi, sv.',
            'module.toml:4: the key "title.en" is missing',
        ],
    ),
    "unknown key in a list": (
        ("module.toml", "contents = [", "content = ["),
        ['module.toml:19: unknown key "goals[1].content". Did you mean "contents"?'],
    ),
    "key of the file after a table": (
        ("module.toml", 'contents = ["S1"]', 'contents = ["S1"]\nminutes = 45'),
        [
            'module.toml:20: unknown key "goals[1].minutes". "minutes" belongs to the top of the file: move it above the first [table].'
        ],
    ),
    "goal of an unknown subject": (
        ("module.toml", 'subject = "MA"', 'subject = "MATH"'),
        None,
    ),
    "not TOML": (
        ("module.toml", 'id = "pieni"', "id = pieni"),
        ["module.toml:2: this is not TOML: invalid value"],
    ),
    "wrong kind": (
        ("module.toml", "minutes = 45", 'minutes = "long"'),
        ["module.toml:10: \"minutes\" must be a whole number, not 'long'"],
    ),
    "not one of the choices": (
        ("module.toml", 'licence = "CC-BY-4.0"', 'licence = "mine"'),
        ["module.toml:11: \"licence\" must be 'CC-BY-4.0', 'CC-BY-SA-4.0' or 'CC0-1.0', not 'mine'"],
    ),
    "too much": (
        ("module.toml", "minutes = 45", "minutes = 4500"),
        ['module.toml:10: "minutes" must be at most 2000, not 4500'],
    ),
    "not the form of a goal": (
        ("module.toml", 'goal = "T20"', 'goal = "20"'),
        ["module.toml:18: \"goals[1].goal\" must be written with a T and a number, as in T20, not '20'"],
    ),
    "empty words": (
        ("module.toml", 'sv = "Liten"', 'sv = ""'),
        ['module.toml:4: "title.sv" is empty: write the words'],
    ),
    "empty list": (
        ("module.toml", 'authors = ["InnoLab"]', "authors = []"),
        ['module.toml:12: "authors" needs at least one value'],
    ),
    "unknown subject": (
        ("module.toml", 'subjects = ["MA"]', 'subjects = ["MB"]'),
        [
            'module.toml:7: unknown subject "MB". Known here: AI, BI, ET, FY, GE, HI, KE, KO, KS, KU, LI, MA, MU, OP, '
            "TE, YH, YL."
        ],
    ),
    "unknown competence": (
        ("module.toml", "programming.thinking.logic", "programming.thinking.logik"),
        ['module.toml:9: unknown competence "programming.thinking.logik". Did you mean "programming.thinking.logic"?'],
    ),
    "goal of another band": (
        ("module.toml", 'band = "7-9"', 'band = "1-2"'),
        ["module.toml:15: the curriculum index has no goal T20 for MA in grades 1-2. It knows T1 to T12 there."],
    ),
    "unknown content": (
        ("module.toml", 'contents = ["S1"]', 'contents = ["S9"]'),
        ["module.toml:15: the curriculum index has no content area S9 for MA in grades 7-9. It knows S1 to S6 there."],
    ),
    "version without changelog": (
        ("module.toml", 'version = "1.2.0"', 'version = "1.3.0"'),
        ['CHANGELOG.md: version 1.3.0 has no heading "## 1.3.0"'],
    ),
    "folder of another name": (
        ("module.toml", 'id = "pieni"', 'id = "iso"'),
        ['module.toml:2: the folder must be named as the module\'s id, "iso"'],
    ),
    "data file missing": (
        ("module.toml", 'file = "luvut.csv"', 'file = "luku.csv"'),
        [
            f'{TOML}:5: data file "luvut.csv" is not described in module.toml. Did you mean "luku.csv"?',
            'module.toml:26: the data file "luku.csv" is not in data/',
        ],
    ),
    "picture missing": (
        ("module.toml", 'file = "picture.svg"', 'file = "pic.svg"'),
        ['module.toml:22: the picture "pic.svg" is not in the module\'s folder'],
    ),
    "activity missing": (
        ("module.toml", 'activities = ["laske"]', 'activities = ["laske", "piirra"]'),
        ["activities/piirra/activity.toml: the file is missing"],
    ),
    "cell without a name": (
        (MD, '+++ {"name": "summa-vihje", ', "+++ {"),
        [
            f'{MD}:51: this cell has no name: give it one, as in +++ {{"name": "read-why", ...}}',
            f'{A}/locale/en.po:10: "summa-vihje" is no cell or message of this activity: take it away',
            f'{A}/locale/sv.po:10: "summa-vihje" is no cell or message of this activity: take it away',
        ],
    ),
    "bad name": (
        (MD, ":name: alku", ":name: Alku_1"),
        [f'{MD}:13: cell "Alku_1": use small letters a-z, digits and single hyphens in a name, at most 60'],
    ),
    "two cells of one name": (
        (MD, ":name: alku", ":name: summa-koodi"),
        [f'{MD}:24: two cells are named "summa-koodi": names must differ'],
    ),
    "unknown role": (
        (MD, '"role": "setup"', '"role": "start"'),
        [f'{MD}:13: cell "alku": unknown role "start". Known here: answer, check, code, hint, setup, text.'],
    ),
    "unknown cell key": (
        (MD, '"role": "hint"}', '"role": "hint"}, "tags": []'),
        [f'{MD}:51: cell "summa-vihje": unknown key "tags". Known here: innolab, name.'],
    ),
    "role in the wrong kind of cell": (
        (MD, '"role": "setup"', '"role": "text"'),
        None,
    ),
    "check without points": (
        (MD, '"role": "check", "points": 2', '"role": "check"'),
        [f'{MD}:34: cell "summa-tarkistus": role "check" needs "points", a whole number'],
    ),
    "points on a hint": (
        (MD, '"role": "hint"', '"role": "hint", "points": 1'),
        [f'{MD}:51: cell "summa-vihje": "points" belong to checks and answers, not to role "hint"'],
    ),
    "unknown step": (
        (MD, '"step": "summa", "role": "hint"', '"step": "suma", "role": "hint"'),
        [f'{MD}:51: cell "summa-vihje": unknown step "suma". Did you mean "summa"?'],
    ),
    "no step": (
        (MD, '"step": "summa", "role": "hint"', '"role": "hint"'),
        [f'{MD}:51: cell "summa-vihje": say which step it belongs to ("innolab.step")'],
    ),
    "mark without its pair": (
        (MD, "### END HIDDEN TESTS\n", ""),
        [
            f'{MD}:34: cell "summa-tarkistus": "### BEGIN HIDDEN TESTS" and "### END HIDDEN TESTS" must stand on '
            "lines of their own, in pairs"
        ],
    ),
    "hidden tests in a pupil's cell": (
        (MD, "total = 0\n", "total = 0\n### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS\n"),
        [f'{MD}:24: cell "summa-koodi": hidden tests belong in cells with role "check"'],
    ),
    "solution in a check": (
        (MD, 'check.expect(total != 0, "zero")', "### BEGIN SOLUTION\n### END SOLUTION"),
        [f'{MD}:34: cell "summa-tarkistus": a solution belongs in cells with role "code" or "answer"'],
    ),
    "picture without alt text": (
        (MD, "Laske luvut yhteen.", "Laske luvut yhteen. ![](kuva.svg)"),
        [
            f'{MD}:19: cell "summa-teksti": a picture has no alt text',
            f'{A}/locale/en.po:6: "summa-teksti": the translation is stale: the Finnish text has changed since',
            f'{A}/locale/sv.po:6: "summa-teksti": the translation is stale: the Finnish text has changed since',
        ],
    ),
    "step without text": (
        (MD, '"role": "text"', '"role": "hint"'),
        [f'{MD}: step "summa" has no text that says why and what to do'],
    ),
    "check without work": (
        (MD, "### BEGIN SOLUTION\ntotal = 1 + 2\n### END SOLUTION\n", ""),
        None,
    ),
    "nbgrader's own metadata": (
        (MD, ":name: alku\n", ':name: alku\n:nbgrader: {"grade": false}\n'),
        [f'{MD}:13: cell "alku": leave out nbgrader\'s metadata: it is made from the role and the points'],
    ),
    "guided without steps": (
        (TOML, '[[steps]]\nid = "summa"\ntitle = { fi = "Summa", sv = "Summa", en = "Sum" }\n', ""),
        None,
    ),
    "app with steps": (
        (TOML, 'kind = "guided"', 'kind = "app"'),
        [f"{TOML}:7: an app has no steps: take [[steps]] away"],
    ),
    "translation missing": (
        (f"{A}/locale/sv.po", 'msgstr "Använd plustecknet."', 'msgstr ""'),
        [f'{A}/locale/sv.po:10: "summa-vihje": the translation is missing'],
    ),
    "translation stale": (
        (MD, "Käytä plusmerkkiä.", "Käytä plussaa."),
        [
            f'{A}/locale/en.po:10: "summa-vihje": the translation is stale: the Finnish text has changed since',
            f'{A}/locale/sv.po:10: "summa-vihje": the translation is stale: the Finnish text has changed since',
        ],
    ),
    "translation fuzzy": (
        (f"{A}/locale/en.po", 'msgctxt "summa-vihje"', '#, fuzzy\nmsgctxt "summa-vihje"'),
        [f'{A}/locale/en.po:11: "summa-vihje": the translation is marked fuzzy: read it, mend it, take the mark away'],
    ),
    "placeholder lost": (
        (f"{A}/locale/en.po", "You got {got}.", "You got it."),
        [f"{A}/locale/en.po:18: \"message:zero.message\": the placeholders differ: ['got'] in Finnish"],
    ),
    "message that is no text": (
        (f"{A}/messages.toml", 'title = "summa on nolla"', "title = 3"),
        None,
    ),
    "wrong answer without head": (
        (f"{A}/wrong/zero.py", "# cell: summa-koodi\n", ""),
        [f'{A}/wrong/zero.py:1: the first two lines must be "# cell: <name>" and "# brings: <message>"'],
    ),
    "wrong answer to no cell": (
        (f"{A}/wrong/zero.py", "summa-koodi", "suma-koodi"),
        [f'{A}/wrong/zero.py:1: "suma-koodi" is no cell with a solution. Did you mean "summa-koodi"?'],
    ),
    "wrong answer with no message": (
        (f"{A}/wrong/zero.py", "brings: zero", "brings: zeroo"),
        [f'{A}/wrong/zero.py:2: no message "zeroo" in messages.toml. Did you mean "zero"?'],
    ),
}
FIRST_OF = {
    "goal of an unknown subject": 'module.toml:17: unknown subject "MATH". Did you mean "MA"?',
    "role in the wrong kind of cell": f'{MD}:13: cell "alku": role "text" is for markdown cells, this is a code cell',
    "check without work": f'{MD}: step "summa" has a check but no code cell with a solution',
    "guided without steps": f"{TOML}: a guided activity needs steps: add [[steps]] with id and title",
    "message that is no text": f'{A}/messages.toml:2: message "zero.title" must be text in quotes',
}


def test_a_module_without_mistakes_is_loaded(author):
    assert author.hears() == []


@pytest.mark.parametrize(("mistake", "told"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_told_by_file_and_line(author, mistake, told, request):
    heard = author.changes(*mistake).hears()
    if told is None:
        assert FIRST_OF[request.node.callspec.id] in heard
    else:
        assert sorted(heard) == sorted(told)


@pytest.mark.parametrize("file", ["guide.sv.md", "CHANGELOG.md", "module.toml", f"{A}/activity.md", f"{TOML}"])
def test_a_missing_file_is_told(author, file):
    heard = author.loses(file).hears()
    assert [line for line in heard if line.startswith(f"{file}: the file is missing")]


def test_an_activity_that_is_not_listed_is_told(author):
    heard = author.writes("activities/muu/activity.toml", "").hears()
    assert heard == ['module.toml:13: activity "muu" is not listed in "activities"']


def test_broken_files_are_told(author):
    (author.folder / TOML).write_bytes(b"\xff\xfe")
    heard = author.hears()
    assert f"{TOML}: the file is not UTF-8 text: save it as UTF-8" in heard


def test_broken_metadata_in_activity_md_is_told(author):
    (heard,) = [h for h in author.changes(MD, '{"name": "summa-vihje"', '{"name" "summa-vihje"').hears() if MD in h]
    assert heard.startswith(f"{MD}: this is not Jupytext MyST Markdown")


def test_a_broken_po_file_is_told(author):
    heard = author.writes(f"{A}/locale/sv.po", 'msgid "x"\nmsgstr "y"\ngarbage\n').hears()
    assert heard[0].startswith(f"{A}/locale/sv.po: this is not a .po file")


def test_all_mistakes_are_told_at_once(author):
    author.changes("module.toml", "minutes = 45", 'minutes = "long"')
    author.changes(MD, '"role": "setup"', '"role": "start"')
    author.changes(TOML, "minutes = 20", "minutes = 0")
    author.changes(f"{A}/locale/sv.po", "Använd plustecknet.", "")
    assert author.loses("guide.en.md").hears() == [
        f'{MD}:13: cell "alku": unknown role "start". Known here: answer, check, code, hint, setup, text.',
        f'{TOML}:4: "minutes" must be more than 0, not 0',
        f'{A}/locale/sv.po:10: "summa-vihje": the translation is missing',
        "guide.en.md: the file is missing",
        "module.toml:10: \"minutes\" must be a whole number, not 'long'",
    ]


def test_a_byte_order_mark_is_no_mistake(author):
    for file in (
        "module.toml",
        "guide.fi.md",
        MD,
        TOML,
        f"{A}/messages.toml",
        f"{A}/locale/sv.po",
        f"{A}/wrong/zero.py",
    ):
        path = author.folder / file
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert author.hears() == []
