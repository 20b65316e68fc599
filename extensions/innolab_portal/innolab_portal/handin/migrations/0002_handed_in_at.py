from django.db import migrations, models


def as_received(apps, _schema_editor):
    """What is there already was made when it was received, as far as anyone knows."""
    apps.get_model('handin', 'HandIn').objects.update(handed_in_at=models.F('received_at'))


class Migration(migrations.Migration):

    dependencies = [
        ('handin', '0001_initial'),
        ('lessons', '0002_late_allowed'),
    ]

    operations = [
        migrations.AddField(
            model_name='handin',
            name='handed_in_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(as_received, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='handin',
            name='handed_in_at',
            field=models.DateTimeField(),
        ),
    ]
