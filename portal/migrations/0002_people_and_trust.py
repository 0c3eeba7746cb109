from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from portal.kernel.ids import new_id
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('portal', '0001_initial')]

    initial = False

    operations = [
        ops.CreateModel(
            name='AccountRequest',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('content_sealed', fields.BinaryField()),
                ('token_hash', fields.CharField(unique=True, max_length=64)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('expires_at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
                ('agreed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'account_request', 'app': 'portal', 'pk_attr': 'id', 'table_description': "A child's wish for an account, until a guardian agrees (보호법 22조의2); deleted when it runs out."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Consent',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('person', fields.ForeignKeyField('portal.Person', source_field='person_id', db_index=True, db_constraint=True, to_field='id', related_name='consents', on_delete=OnDelete.CASCADE)),
                ('purpose', fields.CharField(max_length=32)),
                ('wording', fields.CharField(max_length=16)),
                ('given_by', fields.CharField(default='self', max_length=16)),
                ('given_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('withdrawn_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'consent', 'app': 'portal', 'pk_attr': 'id', 'table_description': 'What a person agreed to, each apart (보호법 22조); withdrawn, never deleted. `given_by`: self or guardian.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Content',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('kind', fields.CharField(max_length=16)),
                ('slug', fields.CharField(max_length=64)),
                ('version', fields.IntField()),
                ('data', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('state', fields.CharField(default='published', max_length=16)),
                ('owner', fields.CharField(max_length=32)),
                ('review_by', fields.DateField()),
                ('edited_by', fields.CharField(max_length=64)),
                ('edited_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'content', 'app': 'portal', 'unique_together': (('kind', 'slug', 'version'),), 'pk_attr': 'id', 'table_description': 'What staff edit for everybody to read; each save is a new version, the newest published one is shown.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Delegation',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('case', fields.ForeignKeyField('portal.Case', source_field='case_id', db_index=True, db_constraint=True, to_field='id', related_name='delegations', on_delete=OnDelete.RESTRICT)),
                ('scope', fields.CharField(max_length=8)),
                ('code_hash', fields.CharField(db_index=True, max_length=64)),
                ('agent', fields.ForeignKeyField('portal.Person', source_field='agent_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name='delegations', on_delete=OnDelete.SET_NULL)),
                ('agent_ct', fields.BinaryField(null=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('expires_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('taken_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('ended_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'delegation', 'app': 'portal', 'pk_attr': 'id', 'table_description': 'A petitioner lets somebody else see (`see`) or act in (`act`) one case, by a code told once.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Disposal',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('case', fields.OneToOneField('portal.Case', source_field='case_id', db_constraint=True, to_field='id', related_name='disposal', on_delete=OnDelete.RESTRICT)),
                ('decision', fields.CharField(max_length=8)),
                ('reason', fields.CharField(max_length=255)),
                ('decided_by', fields.CharField(max_length=64)),
                ('decided_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('keep_until', fields.DateField(null=True)),
                ('destroyed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'disposal', 'app': 'portal', 'pk_attr': 'id', 'table_description': 'What the records centre decided on a case whose retention ran out (기록물법 시행령 43조): destroy or keep.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Identity',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('person', fields.ForeignKeyField('portal.Person', source_field='person_id', db_index=True, db_constraint=True, to_field='id', related_name='identities', on_delete=OnDelete.CASCADE)),
                ('provider', fields.CharField(max_length=32)),
                ('issuer', fields.CharField(max_length=255)),
                ('subject_hash', fields.CharField(max_length=64)),
                ('linked_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('used_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'identity', 'app': 'portal', 'unique_together': (('issuer', 'subject_hash'),), 'pk_attr': 'id', 'table_description': "A person's account at an OpenID provider: `issuer` and a keyed hash of issuer and subject (never an e-mail)."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='NoticeStop',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('channel', fields.CharField(max_length=16)),
                ('contact_hash', fields.CharField(max_length=64)),
                ('topic', fields.CharField(default='', max_length=32)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'notice_stop', 'app': 'portal', 'unique_together': (('channel', 'contact_hash', 'topic'),), 'pk_attr': 'id', 'table_description': 'A contact (by keyed hash) that wants nothing more by a channel: one-click unsubscribe (RFC 8058), STOP by SMS.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='NoticeWish',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('person', fields.ForeignKeyField('portal.Person', source_field='person_id', db_index=True, db_constraint=True, to_field='id', related_name='notice_wishes', on_delete=OnDelete.CASCADE)),
                ('topic', fields.CharField(max_length=32)),
                ('channel', fields.CharField(max_length=16)),
                ('wanted', fields.BooleanField()),
            ],
            options={'table': 'notice_wish', 'app': 'portal', 'unique_together': (('person', 'topic', 'channel'),), 'pk_attr': 'id', 'table_description': "Whether a person wants notices of a topic by a channel; without a row the topic's default holds."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PaperForm',
            fields=[
                ('receipt_no', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=16)),
                ('batch', fields.CharField(db_index=True, max_length=32)),
                ('printed_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('used_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('void_reason', fields.CharField(default='', max_length=255)),
            ],
            options={'table': 'paper_form', 'app': 'portal', 'pk_attr': 'receipt_no', 'table_description': 'A numbered paper form, printed before the house had to do without its computers (degraded mode).'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SecurityKey',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('person', fields.ForeignKeyField('portal.Person', source_field='person_id', db_index=True, db_constraint=True, to_field='id', related_name='security_keys', on_delete=OnDelete.CASCADE)),
                ('credential', fields.CharField(unique=True, max_length=700)),
                ('public_key', fields.BinaryField()),
                ('sign_count', fields.BigIntField(default=0)),
                ('name', fields.CharField(max_length=64)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('used_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'security_key', 'app': 'portal', 'pk_attr': 'id', 'table_description': 'A WebAuthn credential (passkey or security key) of a person; the private key never leaves the device.'},
            bases=['Model'],
        ),
        ops.AlterModelOptions(
            name='AccessLog',
            options={'table': 'access_log', 'app': 'portal', 'pk_attr': 'id', 'table_description': 'Who looked at whose data, when, from where, and why (안전성 확보조치 기준 8조); chained like events.'},
        ),
        ops.AddField(
            model_name='AccessLog',
            name='hash',
            field=fields.CharField(default='', db_default='', max_length=64),
        ),
        ops.AddField(
            model_name='AccessLog',
            name='prev_hash',
            field=fields.CharField(default='', db_default='', max_length=64),
        ),
        ops.AddField(
            model_name='AccessLog',
            name='subject_id',
            field=fields.UUIDField(null=True, db_index=True),
        ),
        ops.AddField(
            model_name='Case',
            name='person',
            field=fields.ForeignKeyField('portal.Person', source_field='person_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name='own_cases', on_delete=OnDelete.SET_NULL),
        ),
        ops.AlterModelOptions(
            name='ContactProof',
            options={'table': 'contact_proof', 'app': 'portal', 'pk_attr': 'id', 'table_description': 'A one-time code sent to a contact (`channel` mail or sms) that somebody wants to prove.'},
        ),
        ops.AddField(
            model_name='ContactProof',
            name='channel',
            field=fields.CharField(default='mail', db_default='mail', max_length=16),
        ),
        ops.AddField(
            model_name='ContactProof',
            name='lang',
            field=fields.CharField(default='ko', db_default='ko', max_length=5),
        ),
        ops.AlterModelOptions(
            name='DataKey',
            options={'table': 'data_key', 'app': 'portal', 'pk_attr': 'id', 'table_description': "One case's or account's own key, wrapped by a master key. A draft's key becomes its case's key."},
        ),
        ops.AddField(
            model_name='Notice',
            name='arrived_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Notice',
            name='follows_id',
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name='Notice',
            name='gateway_id',
            field=fields.CharField(default='', db_default='', max_length=128),
        ),
        ops.AddField(
            model_name='Notice',
            name='person',
            field=fields.ForeignKeyField('portal.Person', source_field='person_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name='notices', on_delete=OnDelete.CASCADE),
        ),
        ops.AddField(
            model_name='Notice',
            name='sealed',
            field=fields.BinaryField(null=True),
        ),
        ops.AlterModelOptions(
            name='Person',
            options={'table': 'person', 'app': 'portal', 'pk_attr': 'id', 'table_description': 'Somebody with an account, kind `staff` or `resident`.'},
        ),
        ops.AddField(
            model_name='Person',
            name='closed_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Person',
            name='email_hash',
            field=fields.CharField(default='', db_index=True, db_default='', max_length=64),
        ),
        ops.AddField(
            model_name='Person',
            name='key',
            field=fields.OneToOneField('portal.DataKey', source_field='key_id', null=True, db_constraint=True, to_field='id', related_name='account', on_delete=OnDelete.RESTRICT),
        ),
        ops.AddField(
            model_name='Person',
            name='lang',
            field=fields.CharField(default='ko', db_default='ko', max_length=5),
        ),
        ops.AddField(
            model_name='Person',
            name='phone_hash',
            field=fields.CharField(default='', db_index=True, db_default='', max_length=64),
        ),
        ops.AddField(
            model_name='Person',
            name='profile_ct',
            field=fields.BinaryField(null=True),
        ),
        ops.AddField(
            model_name='Person',
            name='quiet_from',
            field=fields.SmallIntField(default=21, db_default=21),
        ),
        ops.AddField(
            model_name='Person',
            name='quiet_until',
            field=fields.SmallIntField(default=8, db_default=8),
        ),
        ops.AddField(
            model_name='Session',
            name='device',
            field=fields.CharField(default='', db_default='', max_length=64),
        ),
        ops.AddField(
            model_name='Session',
            name='id_token_sealed',
            field=fields.BinaryField(null=True),
        ),
        ops.AddField(
            model_name='Session',
            name='identity',
            field=fields.ForeignKeyField('portal.Identity', source_field='identity_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name='sessions', on_delete=OnDelete.CASCADE),
        ),
        ops.AddField(
            model_name='Session',
            name='provider_sid_hash',
            field=fields.CharField(default='', db_index=True, db_default='', max_length=64),
        ),
    ]
