from django.db import migrations, models

from comptoir.audit import guards


def _set(apps, editor):
    for statement in guards.statements(editor.connection.vendor):
        editor.execute(statement)


def _take_away(apps, editor):
    for statement in guards.undoing(editor.connection.vendor):
        editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [('audit', '0002_erasable_names_and_daily_heads')]

    operations = [
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['chain', 'at', 'id'], name='audit_event_newest'),
        ),
        # SQLite makes a table anew to change it, and its triggers go: a migration that does, ends with these again.
        migrations.RunPython(_set, _take_away),
    ]
