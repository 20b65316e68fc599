"""Each rule of a good module: one thing is spoiled in a module that is right, and it is told where and what to do."""

from __future__ import annotations

import pytest
from innolab_modules.checks import FOLDER_RULES, RULES, Surroundings

A = "activities/eka"
MD = f"{A}/activity.md"
TOML = f"{A}/activity.toml"
SV = f"{A}/locale/sv.po"
WHY = "Miksi tätä tehdään."

# By rule: what the author changes (file, before, after), and what is told among other things.
SPOILED = {
    "goals_fit": [
        (
            ("module.toml", 'subjects = ["MA"]', 'subjects = ["KU"]'),
            'module.toml:22: T14 of MA in grades 3-6: add "MA" to "subjects"',
        ),
        (
            ("module.toml", "grades = [3, 4]", "grades = [7]"),
            'module.toml:22: T14 of MA in grades 3-6: none of these grades is in "grades"',
        ),
    ],
    "plan_fills_the_minutes": [
        (
            ("module.toml", "start = 10", "start = 15"),
            "module.toml:51: this part starts at 15 min, the one before ends at 10 min",
        ),
        (("module.toml", "minutes = 45", "minutes = 60"), 'module.toml:57: the plan ends at 45 min, "minutes" says 60'),
    ],
    "same_parts": [
        (
            ("guide.sv.md", "## Du behöver\n", ""),
            "guide.sv.md: it has other headings than the Finnish guide: 6 (#, ##, ##, ##, ##, ##) here, "
            "7 (#, ##, ##, ##, ##, ##, ##) there",
        ),
        (
            ("guide.en.md", "| 10–35 | Work | A question |\n", ""),
            "guide.en.md: it has other rows of tables than the Finnish guide: 4 here, 5 there",
        ),
    ],
    "headings_in_order": [
        (("guide.fi.md", "## Tavoite", "#### Tavoite"), 'guide.fi.md:5: a heading level is skipped before this "####"'),
        (("guide.fi.md", "# Moduulin", "Moduulin"), 'guide.fi.md:1: a guide begins with its title, "# ..."'),
    ],
    "goals_in_words": [
        (
            ("guide.en.md", "to inspire the pupil", "to help"),
            "guide.en.md: it does not say the goal T14 of MA in grades 3-6: to inspire the pupil to draw up instructions "
            "as computer programs in a graphical programming environment",
        ),
    ],
    "data_attributed": [
        (
            (
                "module.toml",
                "[[plan]]\nstart = 0",
                '[[data]]\nfile = "a.csv"\ntitle = { fi = "A", sv = "A", en = "A" }\n'
                'publisher = "P"\nlicence = "CC0-1.0"\nlicence_url = "u"\nattribution = { fi = "Lähde: P", sv = "Källa: P", '
                'en = "Source: P" }\nchanges = { fi = "-", sv = "-", en = "-" }\n\n[[plan]]\nstart = 0',
            ),
            'guide.sv.md: it does not say where a.csv comes from: "Källa: P"',
        ),
    ],
    "nothing_left_to_fill_in": [
        (("guide.fi.md", "Kolme tapaa.", "✎ Kolme tapaa."), "guide.fi.md:31: still to write: Kolme tapaa."),
    ],
    "nothing_left_in_finnish": [
        (
            (SV, "Svenska: Katso, toimiiko", "Katso, toimiiko"),
            f'{SV}:92: "message:hidden.message": the translation is the Finnish text itself',
        ),
    ],
    "same_code_and_lists": [
        (
            (SV, "Svenska: Muuttujassa `total`", "Svenska: Muuttujassa `summa`"),
            f'{SV}:55: "message:total_zero.message": the code differs from the Finnish text: `summa`, `total`',
        ),
        (
            (SV, '"2. Svenska: Mitä hän muuttaa koodissa\\n"\n', ""),
            f'{SV}:9: "laske-teksti": it has other list items than the Finnish text: 2 here, 3 there',
        ),
    ],
    "alt_texts": [
        (("guide.fi.md", "Kolme tapaa.", "Kolme ![](kuva.png)"), "guide.fi.md:31: a picture has no alt text"),
        (
            (SV, "Svenska: Toinen idea.", "Svenska: ![](a.png)"),
            f'{SV}:47: cell "oma-vihje-2": a picture has no alt text',
        ),
    ],
    "headings": [
        (
            (MD, WHY, f"## {WHY}"),
            f'{MD}:21: cell "laske-teksti": leave headings out: the step\'s title in activity.toml is its heading',
        ),
    ],
    "contrast": [
        (
            (MD, WHY, '<p style="color: #999">Miksi</p>'),
            f'{MD}:21: cell "laske-teksti": #999999 on #ffffff is hard to read: contrast 2.8, at least 4.5',
        ),
        (
            (
                "guide.fi.md",
                "Kolme tapaa.",
                '<div style="background: navy"><p>Kolme</p><br><b style="color:#fff">a</b></div>',
            ),
            "guide.fi.md:31: #1a1a1a on #000080 is hard to read: contrast 1.1, at least 4.5",
        ),
    ],
    "nothing_from_elsewhere": [
        (
            (MD, WHY, "![kuva](https://example.org/a.png)"),
            f'{MD}:21: cell "laske-teksti": the picture "https://example.org/a.png" is fetched from elsewhere: put it into '
            "data/",
        ),
        (
            (MD, WHY, "![kuva](a.png)"),
            f'{MD}:21: cell "laske-teksti": the picture "a.png" does not lie beside the notebook: list it in "data" of '
            "activity.toml",
        ),
        (
            (MD, WHY, "![kuva](data:image/png;base64,AAAA)"),
            f'{MD}:21: cell "laske-teksti": a picture is pasted in as data, perhaps an output: save it as a file in data/',
        ),
        ((MD, WHY, "<iframe src='x'>"), f'{MD}:21: cell "laske-teksti": "<iframe" is not shown: leave it out'),
    ],
    "two_to_five_things": [
        (
            (MD, "1. Mitä hän tekee\n2. Mitä hän siitä kirjoittaa\n", "Mitä hän tekee.\n"),
            f'{MD}:70: cell "oma-teksti": it asks for 0 things: number two to five, 1. 2. ...',
        ),
    ],
    "hints": [
        (
            (MD, '+++ {"name": "oma-vihje-2", "innolab": {"step": "oma", "role": "hint"}}\n\nToinen idea.\n', ""),
            f'{TOML}:22: step "oma" has 1 hints: give two or three',
        ),
    ],
    "wrong_answers": [
        (
            (f"{A}/wrong/laske-product.py", "laske-koodi", "oma-koodi"),
            f'{MD}:41: cell "laske-tarkistus": step "laske" has 2 known wrong answers in wrong/, at least 3',
        ),
    ],
    "messages_used": [
        (
            (MD, '    check.expect(total != 12, "total_product", line=line)\n', ""),
            f'{A}/messages.toml:8: nothing says the message "total_product"',
        ),
        (
            (MD, '"total_zero"', '"total_nil"'),
            f'{MD}:41: cell "laske-tarkistus": there is no message "total_nil" in messages.toml. Did you mean '
            '"total_wrong"?',
        ),
    ],
    "failures_help": [
        (
            (f"{A}/messages.toml", 'tip = "Katso laskun merkkiä."\n', ""),
            f'{A}/messages.toml:8: message "total_product" has no "tip"',
        ),
    ],
    "packages": [
        (
            (MD, "import innolab_check\n", "import innolab_check\nimport json\nimport pandas.io\n"),
            f'{MD}:13: cell "alku": it imports "pandas": add it to "packages" in activity.toml',
        ),
        (
            (TOML, "packages = []", 'packages = ["numpy"]'),
            f'{TOML}:4: nothing imports the package "numpy": take it away',
        ),
    ],
    "network": [
        (
            (MD, "import innolab_check\n", "import innolab_check\nfrom urllib.request import urlopen\n"),
            f'{MD}:13: cell "alku": "urllib.request" needs the network, which activities do not have',
        ),
        (
            (MD, "mine = 1\n", 'mine = open("https://example.org/a.csv")\n'),
            f'{MD}:78: cell "oma-koodi": "https://example.org/a.csv" needs the network: put the file into data/',
        ),
        (
            (MD, "mine = 1\n", "%pip install numpy\n"),
            f'{MD}:78: cell "oma-koodi": an activity can\'t install or fetch anything: it has no network',
        ),
    ],
    "starter_without_prose": [
        (
            (MD, "mine = 1\n", "mine = 1  # muuta\n"),
            f'{MD}:78: cell "oma-koodi": starter code is not translated, so leave the comment out: "# muuta"',
        ),
        (
            (MD, "mine = 1\n", 'mine = "hei sinä"\n'),
            f'{MD}:78: cell "oma-koodi": starter code is not translated, so take words by t() from messages.toml: "hei sinä"',
        ),
        (
            (MD, "mine = 1\nmine\n", "määrä = 1\n"),
            f'{MD}:78: cell "oma-koodi": starter code is not translated, so use letters a-z: "määrä"',
        ),
    ],
    "toolbox": [
        (
            (TOML, 'id = "laske"\n', 'id = "laske"\ntoolbox = ["set"]\n'),
            f'{TOML}:19: "toolbox" belongs to activities with the presentation "blocks"',
        ),
    ],
    "plain_picture": [
        (
            ("picture.svg", "<rect", "<script>alert()</script><rect"),
            'picture.svg:3: a picture may only draw: take "<script" away',
        ),
        (
            ("picture.svg", "<rect", "<rect onclick='x' style='fill: url(https://example.org/a)'"),
            'picture.svg:3: a picture may only draw: take "https://example.org/a)" away',
        ),
    ],
    "no_person": [
        (
            ("guide.fi.md", "Kolme tapaa.", "Aja /home/maija/lumi/a.py"),
            'guide.fi.md:31: a path of a person\'s machine stands here: "/home/maija"',
        ),
        (
            (MD, WHY, "Kysy: maija.mallikas@hel.fi"),
            f'{MD}:23: an e-mail address stands here: "maija.mallikas@hel.fi"',
        ),
        (
            ("guide.sv.md", "Tre sätt.", "131052-308T"),
            'guide.sv.md:31: a personal identity code stands here: "131052-308T"',
        ),
        (
            ("picture.svg", "<svg ", '<svg sodipodi:docname="maijan.svg" '),
            'picture.svg:1: a trace of a drawing program stands here: "sodipodi:docname="maijan.svg""',
        ),
    ],
    "no_notebooks": [
        (
            ("CHANGELOG.md", "", ""),
            f"{A}/koe.ipynb: a notebook, perhaps with outputs, does not belong in a module: bring it in with `./innolab "
            "module import-notebook` and take it away",
        ),
    ],
}
CASES = [(rule, change, told) for rule, cases in SPOILED.items() for change, told in cases]


@pytest.mark.parametrize(("rule", "change", "told"), CASES, ids=[case[0] for case in CASES])
def test_what_is_spoiled_is_told(finisher, rule, change, told):
    if rule == "no_notebooks":
        finisher.writes(f"{A}/koe.ipynb", "{}")
    assert told in finisher.changes(*change).is_told()


def test_every_rule_has_been_broken():
    assert {rule.__name__ for rule in (*RULES, *FOLDER_RULES)} == set(SPOILED)


def test_a_package_that_is_listed_must_be_in_the_environment(finisher):
    finisher.changes(MD, "import innolab_check\n", "import innolab_check\nimport numpy\n")
    finisher.changes(TOML, "packages = []", 'packages = ["numpy"]')
    assert finisher.is_told(Surroundings(installed=lambda _: True)) == []
    assert finisher.is_told(Surroundings(installed=lambda _: False)) == [
        f'{TOML}:4: the package "numpy" is not in the environment that activities run in'
    ]


def test_who_works_here_may_sign_a_module_but_not_be_found_in_it(finisher):
    finisher.changes("module.toml", 'authors = ["InnoLab"]', 'authors = ["Maija Mallikas"]')
    finisher.changes("guide.en.md", "Three ways.", "Ask maija mallikas.")
    assert finisher.is_told(Surroundings(persons=("Maija Mallikas",))) == [
        'guide.en.md:31: the name of a person stands here: "maija mallikas"'
    ]


def test_an_app_may_have_headings_but_skips_no_level(finisher):
    finisher.writes(f"{A}/wrong/.keep", "")
    for name in ("laske-left-at-zero", "laske-product", "laske-side-by-side"):
        finisher.loses(f"{A}/wrong/{name}.py")
    toml = (finisher.folder / TOML).read_text(encoding="utf-8").partition("[[steps]]")[0]
    finisher.writes(TOML, toml.replace('"guided"', '"app"'))
    finisher.changes(MD, "Idea, josta voi aloittaa.", "# Sovellus")
    finisher.changes(MD, "Toinen idea.", "### Osa")
    told = [line for line in finisher.is_told() if "heading" in line]
    assert told == [f'{MD}:95: cell "oma-vihje-2": a heading level is skipped before this "###"']


def test_what_can_be_told_of_a_folder_is_told_even_when_it_is_no_module(finisher):
    finisher.changes("module.toml", "format = 1", "format = 2").changes("guide.fi.md", "Kolme", "✎ Kolme")
    assert finisher.is_told() == [
        "guide.fi.md:31: still to write: Kolme tapaa.",
        'module.toml:2: "format" must be 1, not 2',
    ]


FILES = (
    "module.toml",
    "guide.sv.md",
    "CHANGELOG.md",
    "picture.svg",
    TOML,
    MD,
    f"{A}/messages.toml",
    SV,
    f"{A}/wrong/laske-product.py",
)


@pytest.mark.parametrize("file", FILES)
def test_whatever_lies_where_a_file_should_be_is_told(finisher, file):
    path = finisher.folder / file
    path.write_bytes(b"\xff\xfe\x00")
    assert [line for line in finisher.is_told() if line.startswith(f"{file}: ")]
    path.unlink()
    path.mkdir()
    assert finisher.is_told() != []


def test_a_measurement_is_no_identity_code(finisher):
    finisher.changes("guide.fi.md", "Kolme tapaa.", "Mittaus 240115-123A ja osoite https://hel.fi/home/koulu")
    assert finisher.is_told() == []


def test_a_picture_is_what_its_name_says(finisher):
    finisher.changes("module.toml", 'file = "picture.svg"', 'file = "picture.png"').writes("picture.png", "<svg/>")
    assert finisher.is_told() == ["picture.png: this is no .png file, whatever its name says"]
    finisher.changes("module.toml", 'file = "picture.png"', 'file = "kuva.gif"').writes("kuva.gif", "GIF")
    assert finisher.is_told() == ["module.toml:38: a picture is one of .svg, .png, .jpg, .jpeg, .webp"]
