"""A translator's file follows the Finnish text."""

from __future__ import annotations

from babel.messages.pofile import read_po
from innolab_modules.translations import update_catalogue


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
