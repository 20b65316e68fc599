"""The commit of each version in the repository behind the library."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("library", "0003_narrowing_and_changes")]

    operations = [
        migrations.AddField("moduleversion", "commit", models.CharField(blank=True, default="", max_length=40)),
    ]
