"""What the library is narrowed down by, and what changed in a version; known for versions published before, too."""

from django.db import migrations, models


def fill(apps, _editor):
    """Minutes and facets from the manifests; own assignments have neither."""
    from innolab_portal.library.shelf import facets_of, way_of  # noqa: PLC0415 - one rule, here and at publishing

    for version in apps.get_model("library", "ModuleVersion").objects.filter(manifest__has_key="goals"):
        version.minutes = version.manifest["minutes"]
        version.facets = facets_of(version.manifest, map(way_of, version.activities.all()))
        version.save(update_fields=["minutes", "facets"])


class Migration(migrations.Migration):

    dependencies = [("library", "0002_own_assignments")]

    operations = [
        migrations.AddField("moduleversion", "changes", models.JSONField(default=dict)),
        migrations.AddField("moduleversion", "minutes", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("moduleversion", "facets", models.TextField(blank=True, default="")),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
