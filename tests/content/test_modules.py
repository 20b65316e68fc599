"""Each module in courses/ passes `module check`, read and run."""

from __future__ import annotations

import pytest
from innolab_cli.authoring.checking import check_one
from innolab_nbgrader.release import build_zips

from .conftest import COURSES, MODULES, module_named


@pytest.mark.parametrize("name", MODULES)
def test_nothing_is_wrong_that_can_be_read(name):
    assert [str(problem) for problem in check_one(COURSES / name, zygote=None).problems] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", MODULES)
def test_nothing_is_wrong_that_can_be_run(name, zygote_socket):
    assert [str(problem) for problem in check_one(COURSES / name, zygote=zygote_socket).problems] == []


@pytest.mark.parametrize("name", MODULES)
def test_building_twice_gives_the_same_bytes(name):
    module = module_named(name)
    for activity in module.activities:
        assert build_zips(module, activity) == build_zips(module, activity)
