"""The content store: whole or not at all, the same bytes once."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path
from typing import Any

import pytest
from innolab_portal.store import Damaged, NoSpace, NotInStore, Store

DATA = b"a pupil's notebook"
SHA256 = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def files_of(store: Store) -> list[str]:
    return sorted(path.relative_to(store.root).as_posix() for path in store.root.rglob("*") if path.is_file())


def test_bytes_come_back_by_their_hash(store: Store) -> None:
    assert store.put(DATA) == SHA256
    assert store.read(SHA256) == DATA
    with store.open(SHA256) as file:
        assert file.read() == DATA


def test_the_same_bytes_are_kept_once(store: Store) -> None:
    store.put(DATA)
    store.put(DATA)
    assert files_of(store) == [f"{SHA256[:2]}/{SHA256}"]


def test_a_full_disk_is_said_and_leaves_nothing_behind(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NoSpace):
        store.put(DATA)
    monkeypatch.undo()
    assert files_of(store) == []
    assert store.put(DATA) == SHA256


def test_another_fault_of_the_disk_is_not_called_full(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(OSError, match="Input/output error"):
        store.put(DATA)
    assert files_of(store) == []


def test_what_is_not_there_is_told(store: Store) -> None:
    with pytest.raises(NotInStore):
        store.read(SHA256)


def test_a_name_that_is_no_hash_reaches_no_file(store: Store) -> None:
    with pytest.raises(NotInStore):
        store.open("../../etc/passwd")


def test_damage_is_found(store: Store) -> None:
    store.put(DATA)
    store.path(SHA256).write_bytes(DATA[::-1])
    with pytest.raises(Damaged):
        store.read(SHA256)
    with pytest.raises(Damaged):
        store.verify(SHA256)


def test_a_file_cut_short_is_written_anew(store: Store) -> None:
    store.put(DATA)
    store.path(SHA256).write_bytes(DATA[:4])
    store.put(DATA)
    store.verify(SHA256)
