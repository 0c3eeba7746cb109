from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('portal', '0004_indexes_for_years')]

    initial = False

    operations = [
        ops.CreateModel(
            name='HolidayChange',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('action', fields.CharField(max_length=16)),
                ('days', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('first_day', fields.DateField()),
                ('basis', fields.CharField(max_length=255)),
                ('by', fields.CharField(max_length=64)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('state', fields.CharField(db_index=True, max_length=16)),
                ('cursor', fields.CharField(default='', max_length=36)),
                ('looked', fields.IntField(default=0)),
                ('redated', fields.IntField(default=0)),
                ('stuck', fields.IntField(default=0)),
                ('done_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'holiday_change', 'app': 'portal', 'pk_attr': 'id', 'table_description': 'One change of the holiday table (declare, withdraw, load), and how far the open cases are re-dated by it.'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='Holiday',
            name='basis',
            field=fields.CharField(default='', db_default='', max_length=255),
        ),
        ops.AddField(
            model_name='Holiday',
            name='by',
            field=fields.CharField(default='', db_default='', max_length=64),
        ),
        ops.AddField(
            model_name='Holiday',
            name='source',
            field=fields.CharField(default='file', db_default='file', max_length=16),
        ),
    ]
