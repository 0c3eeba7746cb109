from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('portal', '0005_holidays')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Case',
            name='households',
            field=fields.IntField(default=0, db_default=0),
        ),
        ops.AddField(
            model_name='Case',
            name='lead',
            field=fields.ForeignKeyField('portal.Case', source_field='lead_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name='followers', on_delete=OnDelete.RESTRICT),
        ),
        ops.AddField(
            model_name='Case',
            name='origin',
            field=fields.ForeignKeyField('portal.Case', source_field='origin_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name='parts', on_delete=OnDelete.RESTRICT),
        ),
        ops.AddField(
            model_name='Case',
            name='signers',
            field=fields.IntField(default=0, db_default=0),
        ),
    ]
