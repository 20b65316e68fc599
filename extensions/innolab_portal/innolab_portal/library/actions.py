"""Putting modules into the library."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from innolab_modules import ActivitySource, ModuleError, changes_in, content_sha256, load_module, steps_of
from innolab_modules import Module as ModuleSource

from innolab_portal.library import errors
from innolab_portal.library.files import PICTURE_TYPES, store
from innolab_portal.library.history import keep
from innolab_portal.library.models import Activity, Module, ModuleVersion
from innolab_portal.library.shelf import facets_of, search_text, version_key, way_of
from innolab_portal.people.models import User


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did."""

    version: ModuleVersion
    is_new: bool
    """False when the same content was in the library already, so that nothing changed."""


def publish(*, folder: Path, by: User | None) -> Published:
    """Put the module in the folder into the library: once per content, never other content under the same version."""
    try:
        source = load_module(folder)
    except ModuleError as error:
        raise errors.ModuleHasProblems(error.problems) from error
    sha256 = content_sha256(folder)
    known = _already_there(source, sha256)
    if known is not None:
        return Published(known, is_new=False)
    activities = [_activity(source, activity, place) for place, activity in enumerate(source.activities)]
    picture_sha256, picture_type = _picture(source, folder)
    with transaction.atomic():
        module, _made = Module.objects.get_or_create(slug=source.manifest.id)
        known = _already_there(source, sha256)  # a colleague may have pressed the button at the same moment
        if known is not None:
            return Published(known, is_new=False)
        module.versions.update(newest=False)
        version = ModuleVersion.objects.create(
            module=module,
            version=source.manifest.version,
            manifest=source.manifest.model_dump(mode="json"),
            guides=dict(source.guides),
            content_sha256=sha256,
            grade_from=min(source.manifest.grades),
            grade_to=max(source.manifest.grades),
            minutes=source.manifest.minutes,
            facets=facets_of(source.manifest.model_dump(mode="json"), map(way_of, activities)),
            search_text=search_text(source.manifest, [activity.manifest for activity in source.activities]),
            changes=changes_in(source.changelog, source.manifest.version),
            picture_sha256=picture_sha256,
            picture_type=picture_type,
            published_by=by,
        )
        # Last, so that what git can't keep is not published.
        version.commit = keep(folder=folder, version=version.version, changes=version.changes, by=by)
        version.save(update_fields=["commit"])
        for activity in activities:
            activity.module_version = version
        Activity.objects.bulk_create(activities)
    return Published(version, is_new=True)


def _already_there(source: ModuleSource, sha256: str) -> ModuleVersion | None:
    """The published version of this very content; refuses what would change or go back behind a version."""
    versions = {v.version: v for v in ModuleVersion.objects.filter(module=source.manifest.id)}
    same = versions.get(source.manifest.version)
    if same is not None and same.content_sha256 != sha256:
        raise errors.VersionTaken(same.version)
    newest = max(versions, key=version_key, default=source.manifest.version)
    if same is None and version_key(newest) > version_key(source.manifest.version):
        raise errors.VersionOlder(source.manifest.version, newest)
    return same


def _activity(source: ModuleSource, activity: ActivitySource, place: int) -> Activity:
    """The activity with its two zips in the store, not yet in the database."""
    from innolab_nbgrader.release import build_zips  # noqa: PLC0415 - half a second and 28 MB no other page needs

    release, master = build_zips(source, activity)
    files = store()
    return Activity(
        slug=activity.slug,
        position=place,
        kind=activity.manifest.kind,
        manifest={**activity.manifest.model_dump(mode="json"), "steps": steps_of(activity)},
        release_sha256=files.put(release),
        source_sha256=files.put(master),
    )


def _picture(source: ModuleSource, folder: Path) -> tuple[str, str]:
    """The module's picture in the store, and its media type."""
    file = folder / source.manifest.picture.file
    kind = PICTURE_TYPES.get(file.suffix.lower(), "")
    return (store().put(file.read_bytes()), kind) if kind and file.is_file() else ("", "")
