"""What the library holds, and what trainers could put into it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from innolab_modules import ModuleError, content_sha256, load_module
from innolab_modules.manifest import Manifest
from innolab_modules.problems import Problem

from innolab_portal.library.history import FileChange, differences
from innolab_portal.library.models import Activity, ModuleVersion
from innolab_portal.library.narrowing import Narrowing
from innolab_portal.library.shelf import version_key
from innolab_portal.library.texts import reading_language

Standing = Literal["new", "ready", "published", "changed", "behind", "broken"]
"""A folder against the library: `new` to it, a `ready` new version, `published` as it is, `changed` under a version
that is taken, `behind` a newer version, or `broken`."""


def library(narrowing: Narrowing) -> QuerySet[ModuleVersion]:
    """The newest version of each module that holds every word looked for and all that was chosen, by title."""
    found = ModuleVersion.objects.filter(newest=True).prefetch_related("activities").defer("guides", "search_text")
    for word in narrowing.q.casefold().split():
        found = found.filter(search_text__contains=word)
    for facet in narrowing.facets:
        found = found.filter(facets__contains=f" {facet} ")
    if narrowing.grade is not None:
        found = found.filter(grade_from__lte=narrowing.grade, grade_to__gte=narrowing.grade)
    if narrowing.minutes is not None:
        found = found.filter(minutes__lte=narrowing.minutes)
    return found.order_by(KeyTextTransform(reading_language(), KeyTextTransform("title", "manifest")), "pk")


def nearest(narrowing: Narrowing, most: int = 3) -> list[ModuleVersion]:
    """What comes nearest when nothing fits: any of the words at that grade, else that grade, else any of the words."""
    some = Q()
    for word in narrowing.q.casefold().split():
        some |= Q(search_text__contains=word)
    at_grade = library(Narrowing(grade=narrowing.grade))
    for near in (at_grade.filter(some), at_grade, library(Narrowing()).filter(some)):
        if found := list(near[:most]):
            return found
    return []


def facets_on_the_shelf() -> set[str]:
    """Every facet that some module has, so that no choice leads nowhere."""
    rows = ModuleVersion.objects.filter(newest=True).values_list("facets", flat=True)
    return {facet for row in rows for facet in row.split()}


def classes_that_used(slug: str) -> int:
    """How many classes were given the module, in any of its versions (`lessons` is the lessons app's)."""
    given = Activity.objects.filter(module_version__module=slug)
    return int(given.aggregate(n=Count("lessons__school_class", distinct=True))["n"])


def newest_version(slug: str) -> ModuleVersion:
    """The version of the module that the library shows; raises ModuleVersion.DoesNotExist."""
    activities = Prefetch("activities", Activity.objects.order_by("position"))
    return ModuleVersion.objects.prefetch_related(activities).get(module=slug, newest=True)


def versions_of(slug: str) -> list[ModuleVersion]:
    """All published versions of the module, the newest first."""
    versions = ModuleVersion.objects.filter(module=slug).select_related("published_by").defer("guides", "search_text")
    return sorted(versions, key=lambda version: version_key(version.version), reverse=True)


def changed_files(slug: str, version: str) -> tuple[ModuleVersion, list[FileChange]]:
    """A version and what is otherwise in it, file by file, than in the one before; raises ModuleVersion.DoesNotExist.

    The first version of a module is compared with what it is based on. Nothing where there is no such version, or git
    knows one of the two not.
    """
    new = ModuleVersion.objects.get(module=slug, version=version)
    old = _before(new)
    if old is None or not (old.commit and new.commit):
        return new, []
    return new, differences((old.module_id, old.commit), (slug, new.commit))


def _before(new: ModuleVersion) -> ModuleVersion | None:
    """The version before it, or the version of another module that its first one is based on."""
    versions = versions_of(new.module_id)
    before = [each for each in versions if version_key(each.version) < version_key(new.version)]
    return before[0] if before else based_on(new)


def based_on(version: ModuleVersion) -> ModuleVersion | None:
    """The version of another module it is based on, where the library has that."""
    slug, _, number = (version.manifest.get("based_on") or "").partition(" ")
    return ModuleVersion.objects.filter(module=slug, version=number).first()


def newest_activity(slug: str, activity: str) -> Activity:
    """The activity of the version that the library shows; raises Activity.DoesNotExist."""
    return Activity.objects.select_related("module_version__module").get(
        module_version__module=slug, module_version__newest=True, slug=activity
    )


@dataclass(frozen=True, slots=True)
class FolderOnShelf:
    """A module's folder in courses/ as a trainer sees it against the library."""

    slug: str
    standing: Standing
    manifest: Manifest | None
    """None where the folder cannot be read."""
    problems: list[Problem]
    published: ModuleVersion | None
    """The newest version in the library."""

    @property
    def can_be_published(self) -> bool:
        """Whether the button does something."""
        return self.standing in {"new", "ready"}


def folders(courses: Path | None) -> list[FolderOnShelf]:
    """Every module folder in courses/, in the alphabet; none where the portal has no such folder."""
    if courses is None or not courses.is_dir():
        return []
    published = {v.module_id: v for v in ModuleVersion.objects.filter(newest=True).select_related("published_by")}
    found = sorted(path.parent for path in courses.glob("*/module.toml"))
    return [_folder(folder, published.get(folder.name)) for folder in found]


def _folder(folder: Path, published: ModuleVersion | None) -> FolderOnShelf:
    try:
        source = load_module(folder)
    except ModuleError as error:
        return FolderOnShelf(folder.name, "broken", None, error.problems, published)
    standing = _standing(source.manifest, content_sha256(folder), published)
    return FolderOnShelf(folder.name, standing, source.manifest, [], published)


def _standing(manifest: Manifest, sha256: str, published: ModuleVersion | None) -> Standing:
    if published is None:
        return "new"
    if manifest.version == published.version:
        return "published" if sha256 == published.content_sha256 else "changed"
    return "ready" if version_key(manifest.version) > version_key(published.version) else "behind"
