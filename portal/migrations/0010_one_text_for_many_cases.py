from tortoise import migrations
from tortoise.migrations import operations as ops
from portal.database import text_index
from tortoise import fields
from tortoise.indexes import Index

async def _index(apps, editor):
    # The rows are made out of the catalogue when the house opens.
    await text_index.build(editor.client)


class Migration(migrations.Migration):
    dependencies = [('portal', '0009_relayed')]

    initial = False

    changes_rows = ('public_text',)  # made anew out of the catalogue when the house opens

    operations = [
        ops.DeleteModel(name='PublicText'),
        ops.CreateModel(
            name='PublicText',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('service_code', fields.CharField(max_length=64)),
                ('department', fields.CharField(max_length=32)),
                ('strokes', fields.TextField(unique=False)),
            ],
            options={'table': 'public_text', 'app': 'portal', 'unique_together': (('service_code', 'department'),), 'pk_attr': 'id', 'table_description': 'By which words the public cases of a service in a department are found, as the keys that type them.'},
            bases=['Model'],
        ),
        ops.RunPython(_index),
        ops.AddIndex(
            model_name='Case',
            index=Index(fields=['service_code', 'department', 'submitted_at']),
        ),
    ]
