"""A translator's file follows the Finnish text."""

from __future__ import annotations

import pytest
from babel.messages.pofile import read_po
from innolab_modules import ModuleError
from innolab_modules.translating import Updated, translate_module
from innolab_modules.translations import update_catalogue

A = "activities/laske"


def entries(path):
    with path.open("rb") as stream:
        return {m.context: (m.id, m.string, m.fuzzy) for m in read_po(stream) if m.id}


def test_a_new_file_has_every_text_empty(tmp_path):
    update_catalogue(tmp_path / "locale/sv.po", "sv", {"a": "Moi.", "b": "Moi."})
    assert entries(tmp_path / "locale/sv.po") == {"a": ("Moi.", "", False), "b": ("Moi.", "", False)}


def test_a_changed_text_keeps_its_translation_but_is_marked_with_what_it_was(tmp_path):
    path = tmp_path / "sv.po"
    update_catalogue(path, "sv", {"a": "Moi."}, {"a": "Hej."})
    update_catalogue(path, "sv", {"a": "Hei vaan."})
    assert entries(path) == {"a": ("Hei vaan.", "Hej.", True)}
    assert '#| msgid "Moi."' in path.read_text(encoding="utf-8")


def test_the_mark_stays_until_someone_has_read_it(tmp_path):
    path = tmp_path / "sv.po"
    update_catalogue(path, "sv", {"a": "Moi."}, {"a": "Hej."})
    for _ in range(2):
        update_catalogue(path, "sv", {"a": "Hei vaan."})
    assert entries(path) == {"a": ("Hei vaan.", "Hej.", True)}
    assert '#| msgid "Moi."' in path.read_text(encoding="utf-8")
    update_catalogue(path, "sv", {"a": "Hei vaan."}, {"a": "Hejsan."})
    assert entries(path) == {"a": ("Hei vaan.", "Hejsan.", False)}


def test_a_text_that_is_gone_leaves_the_file(tmp_path):
    path = tmp_path / "sv.po"
    update_catalogue(path, "sv", {"a": "Moi.", "b": "Hei."}, {"a": "Hej.", "b": "Hej."})
    update_catalogue(path, "sv", {"b": "Hei."})
    assert list(entries(path)) == ["b"]


def test_writing_twice_gives_the_same_bytes(tmp_path):
    for name in ("one.po", "two.po"):
        update_catalogue(tmp_path / name, "sv", {"a": "Moi\n\n1. Aja."}, {"a": "Hej\n\n1. Kör."})
    assert (tmp_path / "one.po").read_bytes() == (tmp_path / "two.po").read_bytes()


def test_translating_a_module_tells_what_is_new_stale_and_gone(author):
    author.changes(f"{A}/activity.md", "Käytä plusmerkkiä.", "Käytä plussaa.")
    author.changes(f"{A}/activity.md", 'name": "summa-teksti"', 'name": "summa-alku"')
    swedish = next(updated for updated in translate_module(author.folder) if updated.file.endswith("sv.po"))
    assert swedish == Updated(f"{A}/locale/sv.po", new=1, stale=1, gone=1, untranslated=2)
    assert entries(author.folder / A / "locale/sv.po")["summa-vihje"] == ("Käytä plussaa.", "Använd plustecknet.", True)


def test_a_module_that_is_up_to_date_stays_as_it_is(author):
    before = (author.folder / A / "locale/sv.po").read_bytes()
    assert [(one.new, one.stale, one.gone, one.untranslated) for one in translate_module(author.folder)] == [
        (0, 0, 0, 0),
        (0, 0, 0, 0),
    ]
    assert (author.folder / A / "locale/sv.po").read_bytes() == before


def test_cells_that_cannot_be_read_are_not_translated(author):
    author.changes(f"{A}/activity.md", '{"name": "summa-vihje"', '{"name" "summa-vihje"')
    with pytest.raises(ModuleError, match="MyST"):
        translate_module(author.folder)
