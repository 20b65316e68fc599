"""Each app runs, in every language, and says in words what its pictures show."""

from __future__ import annotations

import os
import re

import pytest
from innolab_modules import LANGUAGES, Kind

from .conftest import activities, module_named, run, unpack, zips

pytestmark = pytest.mark.slow
APPS = activities(Kind.APP)


@pytest.mark.parametrize(("module", "activity"), APPS)
def test_the_app_runs_and_shows_its_widgets(module, activity, tmp_path):
    ran = run(unpack(zips(module, activity)[0], tmp_path), tmp_path)
    assert {
        name: ran.error(name) for name in ran.cells if ran.cells[name].cell_type == "code" and ran.error(name)
    } == {}
    shown = [out for cell in ran.cells.values() for out in cell.get("outputs", []) if "data" in out]
    assert any("application/vnd.jupyter.widget-view+json" in out["data"] for out in shown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_time_machine_speaks_the_language_asked_for(language, tmp_path):
    notebook = unpack(zips("lammennyt-helsinki", "saan-aikakone")[0], tmp_path)
    notebook.cells[-1].source += "\nprint(pictures.value)\nprint([c.description for c in names])"
    ran = run(notebook, tmp_path, env={**os.environ, "QUERY_STRING": f"lang={language}"})
    page = "".join(out.text for out in notebook.cells[-1].outputs if out.output_type == "stream")
    words = module_named("lammennyt-helsinki").activity("saan-aikakone").messages
    assert ran.error(notebook.cells[-1].id) is None
    assert words["chart_title"][language] in page
    assert words["period_a"][language] in page
    assert re.findall(r"B (?:on|är|is) 1[.,]2&nbsp;°C", page), "the difference is not said in words"


def test_the_time_machine_keeps_what_was_chosen_when_the_language_changes(tmp_path):
    notebook = unpack(zips("lammennyt-helsinki", "saan-aikakone")[0], tmp_path)
    notebook.cells[-1].source += (
        "\nmonth.value = 6\nearly.value = 1851\nspoken.value = 'sv'\n"
        "print(month.value, month.label, early.value, early.label, window.value)\nprint(pictures.value)"
    )
    run(notebook, tmp_path)
    page = "".join(out.text for out in notebook.cells[-1].outputs if out.output_type == "stream")
    assert page.startswith("6 Juni 1851 1851–1880 30\n")
    assert "Var försiktig med den här jämförelsen" in page


def test_every_picture_of_the_time_machine_has_a_description(tmp_path):
    notebook = unpack(zips("lammennyt-helsinki", "saan-aikakone")[0], tmp_path)
    notebook.cells[-1].source += "\nprint(pictures.value)"
    run(notebook, tmp_path)
    page = "".join(out.text for out in notebook.cells[-1].outputs if out.output_type == "stream")
    pictures = re.findall(r"<svg[^>]*>", page)
    assert len(pictures) == 4
    assert all('role="img"' in picture and re.search(r'aria-label="[^"]{40,}"', picture) for picture in pictures)
