from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('portal', '0002_people_and_trust')]

    initial = False

    operations = [
        ops.CreateModel(
            name='LedgerRoot',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('day', fields.DateField(unique=True)),
                ('statement', fields.TextField(unique=False)),
                ('signature', fields.CharField(max_length=128)),
                ('changed', fields.BinaryField()),
                ('made_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'ledger_root', 'app': 'portal', 'pk_attr': 'id', 'table_description': 'What was published of one day: the signed statement over the heads of all cases, chained to the day before.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SigningKey',
            fields=[
                ('kid', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('x', fields.CharField(max_length=64)),
                ('not_before', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('retired_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('seal', fields.CharField(max_length=64)),
            ],
            options={'table': 'signing_key', 'app': 'portal', 'pk_attr': 'kid', 'table_description': 'The public half of a key by which the house signs; kept for good, so that old signatures can be checked.'},
            bases=['Model'],
        ),
    ]
