"""Modules as published: a version never changes once it is in the library."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Module(models.Model):
    """A teaching unit that a class works through."""

    slug = models.SlugField(max_length=60, primary_key=True)
    """The module's id, the name of its folder in courses/."""

    def __str__(self) -> str:
        return self.slug


class ModuleVersion(models.Model):
    """A published version of a module."""

    module = models.ForeignKey(Module, on_delete=models.CASCADE, related_name="versions")
    version = models.CharField(max_length=20)
    """Semantic version, e.g. `1.0.0`."""
    manifest = models.JSONField()
    """module.toml as `innolab_modules.Manifest.model_dump(mode="json")`: titles, goals, minutes, licence, ..."""
    guides = models.JSONField(default=dict)
    """The teacher's guide, Markdown by language: {"fi": "...", ...}."""
    changes = models.JSONField(default=dict)
    """What changed in this version, for teachers: Markdown by language, as CHANGELOG.md tells it."""
    content_sha256 = models.CharField(max_length=64)
    """Over the module's source folder: publishing the same content twice changes nothing."""
    commit = models.CharField(max_length=40, blank=True, default="")
    """Its commit in the repository behind the library (see `history`); empty for versions from before there was one."""
    newest = models.BooleanField(default=True)
    """The version the library shows; lessons keep the version they were given."""
    grade_from = models.PositiveSmallIntegerField(default=0)
    grade_to = models.PositiveSmallIntegerField(default=9)
    minutes = models.PositiveSmallIntegerField(default=0)
    facets = models.TextField(blank=True, default="")
    """What the library is narrowed down by: see `shelf.facets_of`."""
    search_text = models.TextField(blank=True, default="")
    """What the library is searched by: titles, summaries, subjects and goals in all languages, case folded."""
    picture_sha256 = models.CharField(max_length=64, blank=True, default="")
    """The module's picture in the content store; empty when it has none."""
    picture_type = models.CharField(max_length=40, blank=True, default="")
    """The picture's media type."""
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["module", "version"], name="version_once")]
        indexes = [models.Index(fields=["newest", "grade_from", "grade_to"], name="library_shelf")]
        ordering = ("module", "-published_at")

    def __str__(self) -> str:
        return f"{self.module_id} {self.version}"


class Activity(models.Model):
    """An activity of a module version: one guided notebook or one Voilà app."""

    class Kind(models.TextChoices):
        """How the activity opens: in the player, or as an app by Voilà."""

        GUIDED = "guided"
        APP = "app"

    module_version = models.ForeignKey(ModuleVersion, on_delete=models.CASCADE, related_name="activities")
    slug = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    manifest = models.JSONField()
    """activity.toml as data: title, summary, presentation, minutes, and `steps` [{id, title{fi,sv,en}, max_points}]."""
    release_sha256 = models.CharField(max_length=64)
    """The zip for pupils in the content store: `<slug>.ipynb`, data, no solutions, no hidden tests."""
    own = models.BooleanField(default=False)
    """A teacher's own, released to one class with nbgrader (see `own`): graded there, and its source is its release."""
    source_sha256 = models.CharField(max_length=64)
    """The zip for graders in the content store: the source notebook with solutions and hidden tests, and data."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["module_version", "slug"], name="activity_once_in_version")]
        ordering = ("module_version", "position")

    def __str__(self) -> str:
        return self.slug
