"""Pages of the library: the shelf, a module, and the trainer's modules."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from innolab_portal.errors import PortalError
from innolab_portal.library import actions, narrowing, queries, shelf, texts
from innolab_portal.library.files import store
from innolab_portal.library.models import ModuleVersion
from innolab_portal.library.narrowing import Narrowing
from innolab_portal.people.access import PageRequest, page_for
from innolab_portal.people.models import Role
from innolab_portal.store import StoreError

PER_PAGE = 24


@require_GET
@page_for(Role.TEACHER, Role.TRAINER)
def library(request: PageRequest) -> HttpResponse:
    """The shelf: search by words, narrow by grade, time, way of working, subject, goal, area and competence."""
    now = Narrowing.asked(request.GET)
    page = Paginator(queries.library(now), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "now": now,
        "chips": {kind: narrowing.chips(now, kind) for kind in ("grade", "minutes", "way", "area")},
        "menus": narrowing.menus(now, queries.facets_on_the_shelf()),
        "taken_off": narrowing.taken_off(now),
        "more_open": now.area or now.subject or now.goal or now.competence,
        "address": now.address(),
        "nearest": [] if page.object_list else queries.nearest(now),
    }
    return render(request, "library/library.html", context)


@require_GET
@page_for(Role.TEACHER, Role.TRAINER)
def module(request: PageRequest, slug: str) -> HttpResponse:
    """A module: what pupils do, goals, the teacher's guide, licence, versions."""
    try:
        version = queries.newest_version(slug)
    except ModuleVersion.DoesNotExist as error:
        raise Http404 from error
    activities = list(version.activities.all())
    context = {
        "version": version,
        "manifest": version.manifest,
        "activities": activities,
        "to_give": next((a for a in activities if a.kind == "guided"), activities[0]),
        "licence": shelf.licence_of(version.manifest),
        "competences": shelf.competences_of(version.manifest),
        "guide": texts.markdown_html(texts.in_language(version.guides), heading_level=3),
        "guide_lang": texts.language_of(version.guides),
        "versions": queries.versions_of(slug),
        "used_by": queries.classes_that_used(slug),
        "based_on": queries.based_on(version),
        "may_compare": request.user.role == Role.TRAINER,
        "may_give": request.user.role == Role.TEACHER,
    }
    return render(request, "library/module.html", context)


@require_GET
@page_for(Role.TRAINER)
def differences(request: PageRequest, slug: str, version: str) -> HttpResponse:
    """What is otherwise in a version, file by file; with solutions, so for trainers."""
    try:
        shown, files = queries.changed_files(slug, version)
    except ModuleVersion.DoesNotExist as error:
        raise Http404 from error
    return render(request, "library/differences.html", {"version": shown, "files": files})


@require_GET
@page_for()
def picture(request: HttpRequest, slug: str, sha256: str) -> HttpResponse:  # noqa: ARG001
    """A module's picture. An SVG is shut in: opened on its own it can run and load nothing."""
    version = ModuleVersion.objects.filter(module=slug, picture_sha256=sha256).first()
    if version is None:
        raise Http404
    try:
        data = store().read(sha256)
    except StoreError as error:
        raise Http404 from error
    headers = {
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, max-age=31536000, immutable",
    }
    return HttpResponse(data, content_type=version.picture_type, headers=headers)


@require_GET
@page_for(Role.TRAINER)
def modules(request: PageRequest) -> HttpResponse:
    """The trainer's home: every module in courses/ against the library."""
    return _modules_page(request, HTTPStatus.OK)


@require_POST
@page_for(Role.TRAINER)
def publish(request: PageRequest) -> HttpResponseBase:
    """Put one module into the library."""
    slug = request.POST.get("module", "")
    courses: Path | None = settings.PORTAL.courses_dir
    if courses is None or slug not in {path.parent.name for path in courses.glob("*/module.toml")}:
        raise Http404
    try:
        published = actions.publish(folder=courses / slug, by=request.user)
    except (PortalError, StoreError) as error:
        messages.error(request, _failed(slug, error))
        return _modules_page(request, HTTPStatus.CONFLICT)
    done = _("%(module)s %(version)s is now in the library.")
    same = _("%(module)s %(version)s was in the library already. Nothing changed.")
    title = texts.in_language(published.version.manifest["title"])
    told = {"module": title, "version": published.version.version}
    messages.success(request, (done if published.is_new else same) % told)
    return redirect("modules")


def _modules_page(request: PageRequest, status: HTTPStatus) -> HttpResponse:
    folders = queries.folders(settings.PORTAL.courses_dir)
    context = {"folders": folders, "to_publish": sum(folder.can_be_published for folder in folders)}
    return render(request, "library/modules.html", context, status=status)


def _failed(slug: str, error: Exception) -> str:
    if isinstance(error, StoreError):
        return _("%(module)s was not published: the disk of the service is full.") % {"module": slug}
    return _("%(module)s was not published. %(why)s") % {"module": slug, "why": error}
