"""The time machine speaks each language and says in words what its pictures show."""

from __future__ import annotations

import re

import pytest
from innolab_modules import LANGUAGES
from innolab_nbgrader.notebooks import run_whole

from .conftest import module_named, released

pytestmark = pytest.mark.slow


@pytest.fixture
def page(zygote_socket):
    """Runs the app with some lines more, as Voilà does for this address, and gives what they print."""

    def page(lines, query=""):
        notebook, files = released("lammennyt-helsinki", "saan-aikakone")
        first = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
        first["source"] = f"__import__('os').environ['QUERY_STRING'] = {query!r}\n{first['source']}"
        last = notebook["cells"][-1]
        last["source"] += f"\n{lines}"
        ran = run_whole(notebook, files, zygote=zygote_socket)
        assert ran.error(last["id"]) is None
        return "".join(out["text"] for out in ran.outputs(last["id"]) if out["output_type"] == "stream")

    return page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_time_machine_speaks_the_language_asked_for(language, page):
    printed = page("print(pictures.value)\nprint([c.description for c in names])", f"lang={language}")
    words = module_named("lammennyt-helsinki").activity("saan-aikakone").messages
    assert words["chart_title"][language] in printed
    assert words["period_a"][language] in printed
    assert re.findall(r"B (?:on|är|is) 1[.,]2&nbsp;°C", printed), "the difference is not said in words"


def test_the_time_machine_keeps_what_was_chosen_when_the_language_changes(page):
    printed = page(
        "month.value = 6\nearly.value = 1851\nspoken.value = 'sv'\n"
        "print(month.value, month.label, early.value, early.label, window.value)\nprint(pictures.value)"
    )
    assert printed.startswith("6 Juni 1851 1851–1880 30\n")
    assert "Var försiktig med den här jämförelsen" in printed


def test_every_picture_of_the_time_machine_has_a_description(page):
    pictures = re.findall(r"<svg[^>]*>", page("print(pictures.value)"))
    assert len(pictures) == 4
    assert all('role="img"' in picture and re.search(r'aria-label="[^"]{40,}"', picture) for picture in pictures)
