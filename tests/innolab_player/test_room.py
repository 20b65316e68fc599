"""How much room a home may take, and whom a full disk ends."""

import logging
import os
from types import SimpleNamespace
from typing import Any

import pytest
from innolab_player.room import MB, SMALLEST, Room, RoomGuard, taken_by
from tornado.web import HTTPError

PLENTY = 10_000 * MB


@pytest.fixture
def room() -> Room:
    return Room(home_mb=100, disk_free_mb=500)


def looks(room: Room, *seen: tuple[int, int]) -> list[bool]:
    """What is said at each look: megabytes taken, and free."""
    return [room.is_overfilled(taken * MB, free * MB) for taken, free in seen]


def test_a_home_ends_at_its_share(room):
    assert looks(room, (1, 9000), (100, 9000), (101, 9000)) == [False, False, True]


def test_after_that_python_may_tidy_up_and_nothing_else(room):
    assert looks(room, (1, 9000), (300, 9000), (300, 9000), (250, 9000), (252, 9000)) == [
        False,
        True,
        False,
        False,
        True,
    ]
    assert looks(room, (90, 9000), (99, 9000), (101, 9000)) == [False, False, True]


def test_a_home_that_was_overfull_before_is_no_reason_to_end_anything(room):
    assert looks(room, (300, 9000), (300, 9000), (302, 9000)) == [False, False, True]


def test_on_a_full_disk_ends_who_fills_it_and_not_who_has_much(room):
    much, filling = room, Room(home_mb=100, disk_free_mb=500)
    assert looks(much, (10, 9000), (90, 9000), (90, 499), (90, 100)) == [False] * 4
    assert looks(filling, (1, 9000), (40, 600), (42, 499), (42, 100)) == [False, False, True, False]


def test_on_a_disk_that_was_full_before_nothing_ends_but_what_grows(room):
    assert looks(room, (40, 100), (40, 100), (42, 98)) == [False, False, True]


def test_what_lies_in_a_home_is_counted_as_the_disk_holds_it(tmp_path):
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "big").write_bytes(os.urandom(3 * MB))
    os.link(tmp_path / "deep" / "er" / "big", tmp_path / "again")
    (tmp_path / "out").symlink_to("/usr")
    with (tmp_path / "sparse").open("wb") as sparse:
        sparse.truncate(1000 * MB)
    for number in range(100):
        (tmp_path / f"empty-{number}").touch()
    taken = taken_by(tmp_path, 0)
    assert 3 * MB + 100 * SMALLEST < taken < 3 * MB + 130 * SMALLEST


def test_what_can_not_be_looked_into_counts_as_a_whole_share(tmp_path):
    top = os.open(tmp_path, os.O_RDONLY)
    handle = top
    for _ in range(30):
        os.mkdir("x" * 200, dir_fd=handle)
        deeper = os.open("x" * 200, os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = deeper
    os.close(handle)
    assert taken_by(tmp_path, 500 * MB) > 500 * MB


class FakeKernels:
    """Kernels of which one has just gone."""

    def __init__(self, *names: str, gone: str) -> None:
        self.names, self.gone = names, gone
        self.ended: list[str] = []

    def list_kernel_ids(self) -> list[str]:
        return list(self.names)

    def get_kernel(self, name: str) -> Any:
        if name == self.gone:
            raise HTTPError(404)

        async def signal_kernel(_number: int) -> None:
            self.ended.append(name)

        return SimpleNamespace(signal_kernel=signal_kernel)


async def test_a_kernel_that_has_just_gone_saves_none_of_the_others(tmp_path, monkeypatch):
    monkeypatch.setenv("INNOLAB_HOME_MB", "1")
    kernels = FakeKernels("a", "b", gone="a")
    guard = RoomGuard(tmp_path, kernels, logging.getLogger())
    await guard.look()
    (tmp_path / "big").write_bytes(os.urandom(3 * MB))
    await guard.look()
    assert kernels.ended == ["b"]
    assert guard.is_full
