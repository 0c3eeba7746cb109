from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from portal.kernel.ids import new_id
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('portal', '0007_public')]

    initial = False

    operations = [
        ops.CreateModel(
            name='MonthlyReview',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('month', fields.CharField(unique=True, max_length=7)),
                ('figures', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('prepared_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('completed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('completed_by', fields.CharField(default='', max_length=64)),
                ('remark', fields.TextField(default='', unique=False)),
            ],
            options={'table': 'monthly_review', 'app': 'portal', 'pk_attr': 'id', 'table_description': "A month's figures and the auditor's remark on them (민원 처리에 관한 법률 시행규칙 7). `month`: 2026-03."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='StaffNotice',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('person', fields.ForeignKeyField('portal.Person', source_field='person_id', db_index=True, db_constraint=True, to_field='id', related_name='staff_notices', on_delete=OnDelete.CASCADE)),
                ('case', fields.ForeignKeyField('portal.Case', source_field='case_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name='staff_notices', on_delete=OnDelete.RESTRICT)),
                ('topic', fields.CharField(max_length=32)),
                ('of', fields.CharField(default='', max_length=64)),
                ('once', fields.CharField(unique=True, max_length=200)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('seen_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'staff_notice', 'app': 'portal', 'pk_attr': 'id', 'table_description': 'Something that one member of staff is told, once (`kernel.staff_notices`). It never holds contents.'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='Person',
            name='office_mail',
            field=fields.CharField(default='', db_default='', max_length=254),
        ),
    ]
