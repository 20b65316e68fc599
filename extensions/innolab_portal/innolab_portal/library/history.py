"""Git behind the library: each published version is a commit of its module's folder, with who published it and why.

One bare repository in the data folder, a folder for each module, a tag `<module>/<version>` for each version: who knows
git clones it. People stand in it by pseudonym; the portal alone knows their names.
"""

from __future__ import annotations

import io
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from dulwich.errors import NotGitRepository
from dulwich.object_store import commit_tree_changes
from dulwich.objects import Blob, Commit, ObjectID, Tree
from dulwich.patch import write_tree_diff
from dulwich.refs import Ref
from dulwich.repo import Repo
from innolab_modules import files_of

from innolab_portal.people.models import User
from innolab_portal.store import NO_SPACE, NoSpace

MAIN = Ref(b"refs/heads/main")
FILE, FOLDER = 0o100644, 0o040000
NOBODY = "innolab"


def keep(*, folder: Path, version: str, changes: Mapping[str, str], by: User | None) -> str:
    """Commit the module's folder as a version of it; the same files under the same version are one commit. Its id.

    Raises NoSpace.
    """
    slug = folder.resolve().name
    try:
        with closing(_repository()) as repository:
            return _kept(repository, slug, version, folder, _message(slug, version, changes), by).decode()
    except OSError as error:
        if error.errno in NO_SPACE:
            raise NoSpace(str(error.filename)) from error
        raise


def _kept(repository: Repo, slug: str, version: str, folder: Path, message: str, by: User | None) -> ObjectID:
    tag = Ref(f"refs/tags/{slug}/{version}".encode())
    tree = _tree_of(repository, folder)
    known = repository.refs.as_dict().get(tag)
    if known is not None and _module(repository, known, slug) == tree:
        return known
    made = _commit(repository, slug, tree, message, by)
    repository.refs[tag] = made
    return made


@dataclass(frozen=True, slots=True)
class FileChange:
    """What is otherwise in one file."""

    name: str
    lines: list[str]
    """As `diff -u` writes them."""


Version = tuple[str, str]
"""A module's id and the commit of one of its versions."""


def differences(old: Version, new: Version) -> list[FileChange]:
    """File by file, what is otherwise from one version to another, be it of another module; KeyError where unknown."""
    told = io.BytesIO()
    with closing(_repository()) as repository:
        before, after = (_module(repository, ObjectID(commit.encode()), slug) for slug, commit in (old, new))
        write_tree_diff(told, repository.object_store, before, after)
    return [_file_change(file) for file in told.getvalue().decode("utf-8", "replace").split("diff --git ")[1:]]


def _file_change(told: str) -> FileChange:
    """From one file's part of the diff, without its head."""
    head, *lines = told.splitlines()
    body = next((place for place, line in enumerate(lines) if line.startswith("@@")), 0)
    return FileChange(head.split(" b/")[-1], lines[body:])


def _repository() -> Repo:
    path: Path = settings.PORTAL.data_dir / "library.git"
    try:
        return Repo(str(path))
    except NotGitRepository:
        path.mkdir(exist_ok=True)
        return Repo.init_bare(str(path), default_branch=b"main")


def _tree_of(repository: Repo, folder: Path) -> ObjectID:
    """The folder's files in the store, and the tree that holds them."""
    blobs = []
    for name, content in files_of(folder):
        blob = Blob.from_string(content)
        repository.object_store.add_object(blob)
        blobs.append((name.encode(), FILE, blob.id))
    return commit_tree_changes(repository.object_store, _empty(repository), blobs)


def _commit(repository: Repo, slug: str, tree: ObjectID, message: str, by: User | None) -> ObjectID:
    """A commit on top of what is there; a colleague may publish at the same moment, so on top of theirs then."""
    who = by.username if by else NOBODY
    while True:
        parent = repository.refs.as_dict().get(MAIN)
        before = repository[parent].tree if parent else _empty(repository)  # type: ignore[attr-defined]
        commit = Commit()
        commit.tree = commit_tree_changes(repository.object_store, before, [(slug.encode(), FOLDER, tree)])
        commit.parents = [parent] if parent else []
        commit.author = commit.committer = f"{who} <{who}@innolab.invalid>".encode()
        commit.author_time = commit.commit_time = int(time.time())
        commit.author_timezone = commit.commit_timezone = 0
        commit.message = message.encode()
        repository.object_store.add_object(commit)
        if parent is None:
            if repository.refs.add_if_new(MAIN, commit.id):
                return commit.id
        elif repository.refs.set_if_equals(MAIN, parent, commit.id):
            return commit.id


def _message(slug: str, version: str, changes: Mapping[str, str]) -> str:
    """Which version, and what CHANGELOG.md tells of it in each language."""
    return "\n\n".join([f"{slug} {version}", *dict.fromkeys(changes.values())]) + "\n"


def _module(repository: Repo, commit: ObjectID, slug: str) -> ObjectID:
    """The tree of a module's folder in a commit."""
    root = repository[repository[commit].tree]  # type: ignore[attr-defined]
    found: ObjectID = root[slug.encode()][1]  # type: ignore[index]
    return found


def _empty(repository: Repo) -> ObjectID:
    tree = Tree()
    repository.object_store.add_object(tree)
    return tree.id
