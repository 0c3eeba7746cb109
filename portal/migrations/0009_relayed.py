from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('portal', '0008_duties')]

    initial = False

    operations = [
        ops.CreateModel(
            name='HeldReport',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('department', fields.CharField(max_length=32)),
                ('day', fields.DateField()),
                ('asked_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('told_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('answered_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('held', fields.IntField(null=True)),
            ],
            options={'table': 'held_report', 'app': 'portal', 'unique_together': (('department', 'day'),), 'pk_attr': 'id', 'table_description': "What a department's system says, asked, that it has of the messages of one day in Korea."},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='OutboxMessage',
            name='lost_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
    ]
