"""A new module says what to write, and is right when that is written."""

from __future__ import annotations

import pytest
from innolab_modules.starting import CannotStart, new_module


def test_a_new_module_says_what_is_to_write_and_choose(starter):
    told = starter.is_told()
    assert told[:4] == [
        "CHANGELOG.md:5: still to write: Mitä uutta, opettajille",
        "activities/eka/activity.md:23: still to write: Miksi tätä tehdään.",
        "activities/eka/activity.md:25: still to write: Mitä oppilas tekee ensin",
        "activities/eka/activity.md:26: still to write: Mitä hän muuttaa koodissa",
    ]
    assert "activities/eka/locale/sv.po: the file is missing: make it with `./innolab module translate`" in told
    assert 'module.toml: the key "goals" is missing: add [[goals]] with "band", "subject", "goal"' in told
    assert 'module.toml:7: "subjects" needs at least one value' in told
    assert "module.toml:25: still to write: The module's title" in told
    assert [
        line for line in told if "still to write" not in line and "module.toml" not in line and ".po" not in line
    ] == []


def test_a_new_module_passes_once_everything_is_written(finisher):
    assert finisher.is_told() == []


def test_nothing_that_is_there_is_written_over(starter):
    with pytest.raises(CannotStart, match="is there already"):
        new_module("lumi", starter.folder.parent)


@pytest.mark.parametrize("name", ["Lumi", "lumi_1", "", "../lumi", "a" * 61])
def test_an_id_is_a_slug(tmp_path, name):
    with pytest.raises(CannotStart, match="small letters"):
        new_module(name, tmp_path)
    assert list(tmp_path.iterdir()) == []
