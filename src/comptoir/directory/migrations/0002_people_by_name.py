from django.db import migrations, models

from comptoir.directory.wanted import called
from comptoir.kernel.sorting import sort_key


def _fill(apps, editor):
    """In portions: nobody has a name to be ordered by before."""
    people = apps.get_model('directory', 'DirectoryUser').objects.using(editor.connection.alias)
    some = []
    for person in people.order_by('pk').iterator(chunk_size=2000):
        person.sort_name = sort_key(called(person))
        some.append(person)
        if len(some) == 500:
            people.bulk_update(some, ['sort_name'])
            some = []
    people.bulk_update(some, ['sort_name'])


class Migration(migrations.Migration):

    dependencies = [('directory', '0001_people_and_groups_of_a_directory')]

    operations = [
        migrations.AddField(
            model_name='directoryuser',
            name='sort_name',
            field=models.CharField(default='', max_length=200),
            preserve_default=False,
        ),
        migrations.RunPython(_fill, migrations.RunPython.noop),
    ]
