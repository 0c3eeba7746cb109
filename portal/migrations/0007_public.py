from tortoise import migrations
from tortoise.migrations import operations as ops
from portal.database import text_index
from portal.kernel.ids import new_id
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

async def _index(apps, editor):
    await text_index.build(editor.client)


class Migration(migrations.Migration):
    dependencies = [('portal', '0006_groups')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Follow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('case', fields.ForeignKeyField('portal.Case', source_field='case_id', db_constraint=True, to_field='id', related_name='follows', on_delete=OnDelete.RESTRICT)),
                ('person', fields.ForeignKeyField('portal.Person', source_field='person_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name='follows', on_delete=OnDelete.CASCADE)),
                ('who', fields.CharField(max_length=64)),
                ('contact_sealed', fields.BinaryField(null=True)),
                ('lang', fields.CharField(default='ko', max_length=5)),
                ('since', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('told_seq', fields.IntField()),
                ('due_at', fields.DatetimeField(null=True, db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'follow', 'app': 'portal', 'unique_together': (('case', 'who'),), 'pk_attr': 'id', 'table_description': 'Somebody follows a public case: an account (`person`), or a proved address (`contact_sealed`).'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PlaceMark',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('case', fields.ForeignKeyField('portal.Case', source_field='case_id', db_index=True, db_constraint=True, to_field='id', related_name='place_marks', on_delete=OnDelete.RESTRICT)),
                ('kind', fields.CharField(max_length=1)),
                ('mark', fields.CharField(db_index=True, max_length=64)),
            ],
            options={'table': 'place_mark', 'app': 'portal', 'pk_attr': 'id', 'table_description': 'A keyed hash of where an open public case is (kind `c`, a square of some 50 m) or of a word of it (`w`).'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PublicText',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('case', fields.OneToOneField('portal.Case', source_field='case_id', db_constraint=True, to_field='id', related_name='public_text', on_delete=OnDelete.RESTRICT)),
                ('department', fields.CharField(max_length=32)),
                ('open', fields.BooleanField(default=True)),
                ('strokes', fields.TextField(unique=False)),
            ],
            options={'table': 'public_text', 'app': 'portal', 'indexes': [Index(fields=['department', 'open', 'id'])], 'pk_attr': 'id', 'table_description': 'By which words a public case is found: those of its public row, as the keys that type them. Nothing personal.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Satisfaction',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('case', fields.OneToOneField('portal.Case', source_field='case_id', db_constraint=True, to_field='id', related_name='satisfaction', on_delete=OnDelete.RESTRICT)),
                ('department', fields.CharField(max_length=32)),
                ('score', fields.SmallIntField()),
                ('words_ct', fields.BinaryField(null=True)),
                ('answered_at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'satisfaction', 'app': 'portal', 'indexes': [Index(fields=['department', 'answered_at'])], 'pk_attr': 'id', 'table_description': 'How satisfied a petitioner was once the case was closed (1 to 5), once a case; the words under its key.'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='Notice',
            name='follow',
            field=fields.ForeignKeyField('portal.Follow', source_field='follow_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name='notices', on_delete=OnDelete.CASCADE),
        ),
        ops.RunPython(_index),
    ]
