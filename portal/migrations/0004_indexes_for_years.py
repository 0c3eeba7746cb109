from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('portal', '0003_the_open_record')]

    initial = False

    operations = [
        ops.AlterField(
            model_name='Attachment',
            name='state',
            field=fields.CharField(default='stored', db_index=True, max_length=16),
        ),
        ops.AddIndex(
            model_name='Case',
            index=Index(fields=['department', 'closed_at']),
        ),
        ops.AddIndex(
            model_name='Case',
            index=Index(fields=['public', 'closed_at', 'submitted_at']),
        ),
        ops.AlterField(
            model_name='OutboxMessage',
            name='acknowledged_at',
            field=fields.DatetimeField(null=True, db_index=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddIndex(
            model_name='OutboxMessage',
            index=Index(fields=['state', 'leased_until']),
        ),
    ]
