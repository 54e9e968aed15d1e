import casework.models.constraints
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

from improvement.lib.migrating import AllAtOnce


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        BtreeGistExtension(),
        AllAtOnce([
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('is_active', models.BooleanField(default=True)),
                ('joined_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False)),
                ('is_working', models.BooleanField()),
                ('ordinal', models.IntegerField()),
            ],
            options={
                'ordering': ['day'],
            },
        ),
        migrations.CreateModel(
            name='TeamEdge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start_on', models.DateField()),
                ('end_on', models.DateField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='TeamEdgeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('start_on', models.DateField()),
                ('end_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TeamEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('code', models.SlugField(db_index=False, max_length=40)),
                ('name', models.CharField(max_length=80)),
                ('level', models.CharField(choices=[('county', 'County'), ('area', 'Area'), ('district', 'District'), ('team', 'Team')], max_length=10)),
                ('opened_on', models.DateField()),
                ('closed_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('cin', 'Child in need visit'), ('cp', 'Child protection visit'), ('cla', 'Visit to a child in care'), ('iro', "Independent reviewing officer's visit or contact")], max_length=4)),
                ('visit_on', models.DateField()),
                ('seen_alone', models.CharField(blank=True, max_length=1)),
            ],
            options={
                'indexes': [models.Index(fields=['visit_on'], name='visit_on')],
            },
        ),
        migrations.CreateModel(
            name='Worker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='CodeMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code_set', models.CharField(max_length=40)),
                ('raw', models.CharField(help_text='As folded for matching: lower case, single spaces', max_length=200)),
                ('code', models.CharField(max_length=40)),
                ('mapped_at', models.DateTimeField()),
                ('mapped_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['code_set', 'raw'],
                'constraints': [models.UniqueConstraint(fields=('code_set', 'raw'), name='code_mapped_once')],
            },
        ),
        migrations.CreateModel(
            name='CodeMappingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('code_set', models.CharField(max_length=40)),
                ('raw', models.CharField(help_text='As folded for matching: lower case, single spaces', max_length=200)),
                ('code', models.CharField(max_length=40)),
                ('mapped_at', models.DateTimeField()),
                ('mapped_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.codemapping')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('uploaded', 'Uploaded, waiting to be read'), ('reading', 'Being read'), ('checked', 'Checked, waiting for you'), ('applying', 'Being applied'), ('applied', 'Applied'), ('refused', 'Refused'), ('discarded', 'Discarded'), ('undone', 'Undone')], default='uploaded', max_length=10)),
                ('as_on', models.DateField(help_text='The day the lists were taken from the case system', null=True)),
                ('as_on_given', models.BooleanField(default=False, help_text='A person said so; else it is the latest date found')),
                ('uploaded_at', models.DateTimeField()),
                ('key', models.CharField(help_text='Idempotency key of the form that created it', max_length=64, unique=True)),
                ('digest', models.CharField(help_text='SHA-256 of the files, in order of name', max_length=64)),
                ('reason', models.TextField(blank=True, help_text='Why it was refused, in plain words')),
                ('progress', models.CharField(blank=True, max_length=200)),
                ('heartbeat_at', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('applied_at', models.DateTimeField(null=True)),
                ('undone_at', models.DateTimeField(null=True)),
                ('applied_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(help_text='Who asked to apply it', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-uploaded_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['checked', 'applying', 'applied']), _negated=True), ('as_on__isnull', False), _connector='OR'), name='import_checked_has_as_on'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'applied'), _negated=True), ('applied_at__isnull', False), _connector='OR'), name='import_applied_has_moment'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='import_refused_says_why'), models.CheckConstraint(condition=models.Q(('applied_by__isnull', True), ('applied_at__isnull', False), _connector='OR'), name='import_applied_by_has_moment'), models.CheckConstraint(condition=models.Q(('undone_by__isnull', True), ('undone_at__isnull', False), _connector='OR'), name='import_undone_by_has_moment')],
            },
        ),
        migrations.CreateModel(
            name='Child',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(db_collation='C', max_length=20)),
                ('birth_month', models.DateField(null=True)),
                ('is_unborn', models.BooleanField(default=False)),
                ('sex', models.CharField(blank=True, max_length=1)),
                ('ethnicity', models.CharField(blank=True, max_length=8)),
                ('disability', models.CharField(blank=True, max_length=1)),
                ('uasc', models.CharField(blank=True, max_length=1)),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
            ],
            options={
                'verbose_name_plural': 'children',
                'ordering': ['reference'],
                'constraints': [models.UniqueConstraint(fields=('reference',), name='child_reference_once'), models.CheckConstraint(condition=models.Q(('birth_month__isnull', True), ('birth_month__day', 1), _connector='OR'), name='child_birth_is_a_month'), models.CheckConstraint(condition=models.Q(('reference', ''), _negated=True), name='child_has_reference')],
            },
        ),
        migrations.CreateModel(
            name='ImportChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fact', models.CharField(help_text='Model name, lower case', max_length=40)),
                ('fact_id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('new', 'New'), ('changed', 'Changed'), ('gone', 'Gone from the source'), ('back', 'Back in the source')], max_length=8)),
                ('before', models.JSONField(null=True)),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='casework.import')),
            ],
            options={
                'indexes': [models.Index(fields=['delivery', 'fact'], name='import_change_fact')],
            },
        ),
        migrations.CreateModel(
            name='ImportFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('size', models.PositiveIntegerField()),
                ('content', models.BinaryField(null=True)),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='casework.import')),
            ],
        ),
        migrations.CreateModel(
            name='ImportList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('sheet', models.CharField(blank=True, max_length=200)),
                ('note', models.TextField(blank=True)),
                ('headings', models.JSONField(default=dict, help_text='Staged column -> the heading it was found under')),
                ('rows_in', models.PositiveIntegerField(default=0)),
                ('rows_good', models.PositiveIntegerField(default=0)),
                ('rows_bad', models.PositiveIntegerField(default=0)),
                ('rows_hidden', models.PositiveIntegerField(default=0)),
                ('facts_new', models.PositiveIntegerField(default=0)),
                ('facts_changed', models.PositiveIntegerField(default=0)),
                ('facts_same', models.PositiveIntegerField(default=0)),
                ('facts_gone', models.PositiveIntegerField(default=0)),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lists', to='casework.import')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('delivery', 'number'), name='import_list_once')],
            },
        ),
        migrations.CreateModel(
            name='ImportProblem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('header', 'Heading not recognised'), ('code', 'Code not recognised'), ('row', 'Row left out'), ('warning', 'Read, but look at it'), ('hidden', 'Hidden in the file')], max_length=10)),
                ('number', models.PositiveSmallIntegerField(help_text='Annex A list')),
                ('sheet', models.CharField(max_length=200)),
                ('row', models.PositiveIntegerField(null=True)),
                ('column', models.CharField(blank=True, max_length=200)),
                ('value', models.CharField(blank=True, max_length=120)),
                ('code_set', models.CharField(blank=True, max_length=40)),
                ('message', models.TextField()),
                ('remedy', models.TextField()),
                ('count', models.PositiveIntegerField(default=1)),
                ('by_check', models.BooleanField(default=False, help_text='Found by the check, so found anew when it runs again')),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='problems', to='casework.import')),
            ],
            options={
                'ordering': ['number', 'row', 'column'],
            },
        ),
        migrations.CreateModel(
            name='RoleGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('director', 'Director'), ('head_of_service', 'Head of service'), ('team_manager', 'Team manager'), ('auditor', 'Auditor'), ('practitioner', 'Practitioner'), ('independent_chair', 'Independent chair'), ('quality_lead', 'Quality lead'), ('participation_lead', 'Participation lead'), ('analyst', 'Analyst'), ('board_member', 'Board member'), ('peer', 'Peer'), ('information_governance', 'Information governance'), ('administrator', 'Administrator')], max_length=30)),
                ('start_on', models.DateField()),
                ('end_on', models.DateField(blank=True, null=True)),
                ('purpose', models.CharField(blank=True, max_length=200)),
                ('granted_at', models.DateTimeField()),
                ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('end_on__isnull', True), ('end_on__gte', models.F('start_on')), _connector='OR'), name='grant_ends_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('role', 'peer'), _negated=True), models.Q(('end_on__isnull', False), models.Q(('purpose', ''), _negated=True)), _connector='OR'), name='grant_peer_has_purpose_and_expiry'), models.CheckConstraint(condition=models.Q(('granted_by__isnull', True), models.Q(('granted_by', models.F('user')), _negated=True), _connector='OR'), name='grant_not_to_oneself')],
            },
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=80, unique=True)),
                ('level', models.CharField(choices=[('county', 'County'), ('area', 'Area'), ('district', 'District'), ('team', 'Team')], max_length=10)),
                ('opened_on', models.DateField()),
                ('closed_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('closed_on__isnull', True), ('closed_on__gt', models.F('opened_on')), _connector='OR'), name='team_closes_after_opening'), models.CheckConstraint(condition=models.Q(('level__in', ['county', 'area', 'district', 'team'])), name='team_level_known')],
            },
        ),
        migrations.CreateModel(
            name='Section47',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start_on', models.DateField(help_text='Strategy discussion that began the enquiry')),
                ('icpc_not_needed', models.CharField(blank=True, max_length=1)),
                ('icpc_on', models.DateField(null=True)),
                ('icpc_led_to_plan', models.CharField(blank=True, max_length=1)),
                ('previous_enquiries', models.PositiveSmallIntegerField(null=True)),
                ('previous_icpcs', models.PositiveSmallIntegerField(null=True)),
                ('child', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.child')),
                ('gone_source', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('team', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.team')),
            ],
            options={
                'indexes': [models.Index(fields=['team'], name='section47_team'), models.Index(fields=['start_on'], name='section47_start'), models.Index(fields=['icpc_on'], name='section47_icpc')],
                'constraints': [models.UniqueConstraint(fields=('child', 'start_on'), name='section47_once'), models.CheckConstraint(condition=models.Q(('icpc_on__isnull', True), ('icpc_on__gte', models.F('start_on')), _connector='OR'), name='section47_icpc_after_start')],
            },
        ),
        migrations.CreateModel(
            name='RoleGrantEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('role', models.CharField(choices=[('director', 'Director'), ('head_of_service', 'Head of service'), ('team_manager', 'Team manager'), ('auditor', 'Auditor'), ('practitioner', 'Practitioner'), ('independent_chair', 'Independent chair'), ('quality_lead', 'Quality lead'), ('participation_lead', 'Participation lead'), ('analyst', 'Analyst'), ('board_member', 'Board member'), ('peer', 'Peer'), ('information_governance', 'Information governance'), ('administrator', 'Administrator')], max_length=30)),
                ('start_on', models.DateField()),
                ('end_on', models.DateField(blank=True, null=True)),
                ('purpose', models.CharField(blank=True, max_length=200)),
                ('granted_at', models.DateTimeField()),
                ('granted_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.rolegrant')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.team')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='rolegrant',
            name='team',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='casework.team'),
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('cp', 'Review conference'), ('cla', 'Review of care'), ('path', 'Pathway plan review')], max_length=4)),
                ('review_on', models.DateField()),
                ('child', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.child')),
                ('gone_source', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('team', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.team')),
            ],
            options={
                'indexes': [models.Index(fields=['review_on'], name='review_on')],
                'constraints': [models.UniqueConstraint(fields=('child', 'kind', 'review_on'), name='review_once')],
            },
        ),
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('referral_on', models.DateField()),
                ('source_code', models.CharField(blank=True, max_length=4)),
                ('nfa', models.CharField(blank=True, max_length=1)),
                ('previous_referrals', models.PositiveSmallIntegerField(null=True)),
                ('child', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.child')),
                ('gone_source', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('team', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.team')),
            ],
            options={
                'indexes': [models.Index(fields=['team'], name='referral_team'), models.Index(fields=['referral_on'], name='referral_on')],
                'constraints': [models.UniqueConstraint(fields=('child', 'referral_on'), name='referral_once')],
            },
        ),
        migrations.CreateModel(
            name='ReadLog',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('page', 'Page'), ('export', 'Export')], max_length=10)),
                ('what', models.CharField(max_length=120)),
                ('children', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reads', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.team')),
            ],
            options={
                'ordering': ['-at'],
                'indexes': [models.Index(fields=['-at'], name='readlog_at')],
            },
        ),
        migrations.CreateModel(
            name='Placement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start_on', models.DateField()),
                ('type_code', models.CharField(blank=True, max_length=4)),
                ('provider_code', models.CharField(blank=True, max_length=4)),
                ('location', models.CharField(blank=True, max_length=4)),
                ('urn', models.CharField(blank=True, max_length=20)),
                ('child', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.child')),
                ('gone_source', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('team', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.team')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('child', 'start_on'), name='placement_once')],
            },
        ),
        migrations.CreateModel(
            name='LegalStatus',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start_on', models.DateField()),
                ('code', models.CharField(max_length=4)),
                ('child', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.child')),
                ('gone_source', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('team', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.team')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('child', 'start_on'), name='legal_status_once')],
            },
        ),
        migrations.CreateModel(
            name='HealthCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('hlth', 'Health assessment'), ('dent', 'Dental check')], max_length=4)),
                ('check_on', models.DateField()),
                ('child', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.child')),
                ('gone_source', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('team', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.team')),
            ],
            options={
                'indexes': [models.Index(fields=['check_on'], name='health_check_on')],
                'constraints': [models.UniqueConstraint(fields=('child', 'kind', 'check_on'), name='health_check_once')],
            },
        ),
        migrations.CreateModel(
            name='EarlyHelpEpisode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start_on', models.DateField()),
                ('end_on', models.DateField(null=True)),
                ('organisation', models.CharField(blank=True, max_length=120)),
                ('child', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.child')),
                ('gone_source', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('team', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.team')),
            ],
            options={
                'indexes': [models.Index(fields=['start_on'], name='early_help_start')],
                'constraints': [models.UniqueConstraint(fields=('child', 'start_on'), name='early_help_once'), models.CheckConstraint(condition=models.Q(('end_on__isnull', True), ('end_on__gte', models.F('start_on')), _connector='OR'), name='early_help_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='CpPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start_on', models.DateField()),
                ('end_on', models.DateField(null=True)),
                ('initial_category', models.CharField(blank=True, max_length=4)),
                ('latest_category', models.CharField(blank=True, max_length=4)),
                ('previous_plans', models.PositiveSmallIntegerField(null=True)),
                ('emergency_protection', models.CharField(blank=True, max_length=1)),
                ('child', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.child')),
                ('gone_source', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('team', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.team')),
            ],
            options={
                'indexes': [models.Index(fields=['team'], name='cp_plan_team'), models.Index(fields=['start_on'], name='cp_plan_start'), models.Index(fields=['end_on'], name='cp_plan_end')],
                'constraints': [models.UniqueConstraint(fields=('child', 'start_on'), name='cp_plan_once'), models.CheckConstraint(condition=models.Q(('end_on__isnull', True), ('end_on__gte', models.F('start_on')), _connector='OR'), name='cp_plan_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contact_on', models.DateField()),
                ('source_code', models.CharField(blank=True, max_length=4)),
                ('child', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.child')),
                ('gone_source', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('team', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.team')),
            ],
            options={
                'indexes': [models.Index(fields=['contact_on'], name='contact_on')],
                'constraints': [models.UniqueConstraint(fields=('child', 'contact_on'), name='contact_once')],
            },
        ),
        migrations.CreateModel(
            name='CinStatus',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('as_on', models.DateField()),
                ('status', models.CharField(max_length=4)),
                ('child', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.child')),
                ('gone_source', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('team', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.team')),
            ],
            options={
                'indexes': [models.Index(fields=['team'], name='cin_status_team'), models.Index(fields=['as_on'], name='cin_status_as_on')],
                'constraints': [models.UniqueConstraint(fields=('child', 'as_on'), name='cin_status_once')],
            },
        ),
        migrations.CreateModel(
            name='CinEpisode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start_on', models.DateField()),
                ('end_on', models.DateField(null=True)),
                ('primary_need', models.CharField(blank=True, max_length=4)),
                ('close_reason', models.CharField(blank=True, max_length=4)),
                ('child', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.child')),
                ('gone_source', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('team', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.team')),
            ],
            options={
                'indexes': [models.Index(fields=['team'], name='cin_episode_team'), models.Index(fields=['start_on'], name='cin_episode_start'), models.Index(fields=['end_on'], name='cin_episode_end')],
                'constraints': [models.UniqueConstraint(fields=('child', 'start_on'), name='cin_episode_once'), models.CheckConstraint(condition=models.Q(('end_on__isnull', True), ('end_on__gte', models.F('start_on')), _connector='OR'), name='cin_episode_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='CareStatus',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('as_on', models.DateField()),
                ('care_start_on', models.DateField()),
                ('legal_status', models.CharField(blank=True, max_length=4)),
                ('placement_type', models.CharField(blank=True, max_length=4)),
                ('placement_provider', models.CharField(blank=True, max_length=4)),
                ('placement_location', models.CharField(blank=True, max_length=4)),
                ('placement_start_on', models.DateField(null=True)),
                ('permanence_plan', models.CharField(blank=True, max_length=4)),
                ('placements_12m', models.PositiveSmallIntegerField(null=True)),
                ('missing_12m', models.PositiveSmallIntegerField(null=True)),
                ('absent_12m', models.PositiveSmallIntegerField(null=True)),
                ('return_interview_offered', models.CharField(blank=True, max_length=1)),
                ('return_interview_accepted', models.CharField(blank=True, max_length=1)),
                ('child', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.child')),
                ('gone_source', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('team', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.team')),
            ],
            options={
                'indexes': [models.Index(fields=['team'], name='care_status_team'), models.Index(fields=['as_on'], name='care_status_as_on')],
                'constraints': [models.UniqueConstraint(fields=('child', 'as_on'), name='care_status_once')],
            },
        ),
        migrations.CreateModel(
            name='CarePeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start_on', models.DateField()),
                ('end_on', models.DateField(null=True)),
                ('end_reason', models.CharField(blank=True, max_length=4)),
                ('need_code', models.CharField(blank=True, max_length=4)),
                ('repeat_period', models.CharField(blank=True, max_length=1)),
                ('child', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.child')),
                ('gone_source', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('team', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.team')),
            ],
            options={
                'indexes': [models.Index(fields=['team'], name='care_period_team'), models.Index(fields=['start_on'], name='care_period_start'), models.Index(fields=['end_on'], name='care_period_end')],
                'constraints': [models.UniqueConstraint(fields=('child', 'start_on'), name='care_period_once'), models.CheckConstraint(condition=models.Q(('end_on__isnull', True), ('end_on__gte', models.F('start_on')), _connector='OR'), name='care_period_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='CareLeaverStatus',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('as_on', models.DateField()),
                ('eligibility', models.CharField(blank=True, max_length=4)),
                ('in_touch', models.CharField(blank=True, max_length=4)),
                ('latest_contact_on', models.DateField(null=True)),
                ('pathway_review_on', models.DateField(null=True)),
                ('accommodation', models.CharField(blank=True, max_length=4)),
                ('suitability', models.CharField(blank=True, max_length=4)),
                ('activity', models.CharField(blank=True, max_length=4)),
                ('child', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.child')),
                ('gone_source', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('team', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.team')),
            ],
            options={
                'indexes': [models.Index(fields=['team'], name='care_leaver_team'), models.Index(fields=['as_on'], name='care_leaver_as_on')],
                'constraints': [models.UniqueConstraint(fields=('child', 'as_on'), name='care_leaver_status_once')],
            },
        ),
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start_on', models.DateField()),
                ('authorised_on', models.DateField(null=True)),
                ('child_seen', models.CharField(blank=True, max_length=1)),
                ('support_required', models.CharField(blank=True, max_length=1)),
                ('child', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.child')),
                ('gone_source', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('team', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.team')),
            ],
            options={
                'indexes': [models.Index(fields=['team'], name='assessment_team'), models.Index(fields=['start_on'], name='assessment_start'), models.Index(fields=['authorised_on'], name='assessment_authorised')],
                'constraints': [models.UniqueConstraint(fields=('child', 'start_on'), name='assessment_once'), models.CheckConstraint(condition=models.Q(('authorised_on__isnull', True), ('authorised_on__gte', models.F('start_on')), _connector='OR'), name='assessment_authorised_after_start')],
            },
        ),
        migrations.CreateModel(
            name='Adoption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decision_on', models.DateField()),
                ('entered_care_on', models.DateField(null=True)),
                ('placement_order_on', models.DateField(null=True)),
                ('matched_on', models.DateField(null=True)),
                ('placed_on', models.DateField(null=True)),
                ('order_on', models.DateField(null=True)),
                ('reversed_on', models.DateField(null=True)),
                ('reversed_reason', models.CharField(blank=True, max_length=4)),
                ('fostered_for_adoption_on', models.DateField(null=True)),
                ('child', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.child')),
                ('gone_source', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import')),
                ('team', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.team')),
            ],
            options={
                'indexes': [models.Index(fields=['order_on'], name='adoption_order')],
                'constraints': [models.UniqueConstraint(fields=('child', 'decision_on'), name='adoption_once')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='team',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_teamevent" ("closed_on", "code", "id", "level", "name", "opened_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."closed_on", NEW."code", NEW."id", NEW."level", NEW."name", NEW."opened_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='7d2d880051d66b7568e9496dce721f3a8f7a46e7', operation='INSERT', pgid='pgtrigger_insert_insert_0b0ea', table='casework_team', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='team',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_teamevent" ("closed_on", "code", "id", "level", "name", "opened_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."closed_on", NEW."code", NEW."id", NEW."level", NEW."name", NEW."opened_on", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='6c7214812ad0c8cecf4a557f13f1e410539ae079', operation='UPDATE', pgid='pgtrigger_update_update_9d721', table='casework_team', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='team',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_teamevent" ("closed_on", "code", "id", "level", "name", "opened_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."closed_on", OLD."code", OLD."id", OLD."level", OLD."name", OLD."opened_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='f5d6a10c0460f6e4ad11031ccdf83898b84ea911', operation='DELETE', pgid='pgtrigger_delete_delete_76b96', table='casework_team', when='AFTER')),
        ),
        migrations.AddField(
            model_name='teamedge',
            name='parent',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='child_edges', to='casework.team'),
        ),
        migrations.AddField(
            model_name='teamedge',
            name='team',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parent_edges', to='casework.team'),
        ),
        migrations.AddField(
            model_name='teamedgeevent',
            name='parent',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.team'),
        ),
        migrations.AddField(
            model_name='teamedgeevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='teamedgeevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.teamedge'),
        ),
        migrations.AddField(
            model_name='teamedgeevent',
            name='team',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.team'),
        ),
        migrations.AddField(
            model_name='teamevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='teamevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.team'),
        ),
        migrations.AddField(
            model_name='visit',
            name='child',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.child'),
        ),
        migrations.AddField(
            model_name='visit',
            name='gone_source',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import'),
        ),
        migrations.AddField(
            model_name='visit',
            name='source',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.import'),
        ),
        migrations.AddField(
            model_name='visit',
            name='team',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.team'),
        ),
        migrations.AddField(
            model_name='worker',
            name='user',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='worker', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='visit',
            name='worker',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.worker'),
        ),
        migrations.AddField(
            model_name='section47',
            name='worker',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.worker'),
        ),
        migrations.AddField(
            model_name='review',
            name='worker',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.worker'),
        ),
        migrations.AddField(
            model_name='referral',
            name='worker',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.worker'),
        ),
        migrations.AddField(
            model_name='placement',
            name='worker',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.worker'),
        ),
        migrations.AddField(
            model_name='legalstatus',
            name='worker',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.worker'),
        ),
        migrations.AddField(
            model_name='healthcheck',
            name='worker',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.worker'),
        ),
        migrations.AddField(
            model_name='earlyhelpepisode',
            name='worker',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.worker'),
        ),
        migrations.AddField(
            model_name='cpplan',
            name='worker',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.worker'),
        ),
        migrations.AddField(
            model_name='contact',
            name='worker',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.worker'),
        ),
        migrations.AddField(
            model_name='cinstatus',
            name='worker',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.worker'),
        ),
        migrations.AddField(
            model_name='cinepisode',
            name='worker',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.worker'),
        ),
        migrations.AddField(
            model_name='carestatus',
            name='worker',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.worker'),
        ),
        migrations.AddField(
            model_name='careperiod',
            name='worker',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.worker'),
        ),
        migrations.AddField(
            model_name='careleaverstatus',
            name='personal_adviser',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.worker'),
        ),
        migrations.AddField(
            model_name='careleaverstatus',
            name='worker',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.worker'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='worker',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.worker'),
        ),
        migrations.AddField(
            model_name='adoption',
            name='worker',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.worker'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='codemapping',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_codemappingevent" ("code", "code_set", "id", "mapped_at", "mapped_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raw") VALUES (NEW."code", NEW."code_set", NEW."id", NEW."mapped_at", NEW."mapped_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."raw"); RETURN NULL;', hash='59462acce79b63b3e3cca62be7b7b6e0b66bcaa1', operation='INSERT', pgid='pgtrigger_insert_insert_f472f', table='casework_codemapping', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='codemapping',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_codemappingevent" ("code", "code_set", "id", "mapped_at", "mapped_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raw") VALUES (NEW."code", NEW."code_set", NEW."id", NEW."mapped_at", NEW."mapped_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."raw"); RETURN NULL;', hash='3bfc993572a1c5d6adb1946d072d4803daad6cef', operation='UPDATE', pgid='pgtrigger_update_update_43722', table='casework_codemapping', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='codemapping',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_codemappingevent" ("code", "code_set", "id", "mapped_at", "mapped_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raw") VALUES (OLD."code", OLD."code_set", OLD."id", OLD."mapped_at", OLD."mapped_by_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."raw"); RETURN NULL;', hash='c29e0a50672954c4a7a8a6d41500f1eafa98c412', operation='DELETE', pgid='pgtrigger_delete_delete_27049', table='casework_codemapping', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='codemappingevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d7c8bdf9772fd12f35d700aa40fa0781cf946c9a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4f171', table='casework_codemappingevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='child',
            trigger=pgtrigger.compiler.Trigger(name='child_kept_while_known', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (SELECT FROM casework_contact f JOIN gone g ON f.child_id = g.id) OR EXISTS (SELECT FROM casework_earlyhelpepisode f JOIN gone g ON f.child_id = g.id) OR EXISTS (SELECT FROM casework_referral f JOIN gone g ON f.child_id = g.id) OR EXISTS (SELECT FROM casework_assessment f JOIN gone g ON f.child_id = g.id) OR EXISTS (SELECT FROM casework_section47 f JOIN gone g ON f.child_id = g.id) OR EXISTS (SELECT FROM casework_cinepisode f JOIN gone g ON f.child_id = g.id) OR EXISTS (SELECT FROM casework_cinstatus f JOIN gone g ON f.child_id = g.id) OR EXISTS (SELECT FROM casework_cpplan f JOIN gone g ON f.child_id = g.id) OR EXISTS (SELECT FROM casework_careperiod f JOIN gone g ON f.child_id = g.id) OR EXISTS (SELECT FROM casework_legalstatus f JOIN gone g ON f.child_id = g.id) OR EXISTS (SELECT FROM casework_placement f JOIN gone g ON f.child_id = g.id) OR EXISTS (SELECT FROM casework_carestatus f JOIN gone g ON f.child_id = g.id) OR EXISTS (SELECT FROM casework_visit f JOIN gone g ON f.child_id = g.id) OR EXISTS (SELECT FROM casework_review f JOIN gone g ON f.child_id = g.id) OR EXISTS (SELECT FROM casework_healthcheck f JOIN gone g ON f.child_id = g.id) OR EXISTS (SELECT FROM casework_careleaverstatus f JOIN gone g ON f.child_id = g.id) OR EXISTS (SELECT FROM casework_adoption f JOIN gone g ON f.child_id = g.id) THEN\n                RAISE EXCEPTION 'A child that facts are about cannot go before them' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='00db66e4140d3997a58df371383b8d9d9a4effd9', level='STATEMENT', operation='DELETE', pgid='pgtrigger_child_kept_while_known_316c6', referencing='REFERENCING OLD TABLE AS gone ', table='casework_child', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rolegrantevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c1a0b560e0f3335ba6244396a90c64d69ec8dd2a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_15a96', table='casework_rolegrantevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['director', 'head_of_service', 'team_manager', 'auditor', 'practitioner', 'independent_chair', 'quality_lead', 'participation_lead', 'analyst', 'board_member', 'peer', 'information_governance', 'administrator'])), name='grant_role_known'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('user', '='), ('role', '='), ('team', '='), (casework.models.constraints.DateRange('start_on', 'end_on'), '&&')], name='grant_once_at_a_time'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rolegrant',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_rolegrantevent" ("end_on", "granted_at", "granted_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "role", "start_on", "team_id", "user_id") VALUES (NEW."end_on", NEW."granted_at", NEW."granted_by_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."purpose", NEW."role", NEW."start_on", NEW."team_id", NEW."user_id"); RETURN NULL;', hash='8ef343cf9dd4c51402831f579d7019dbce2a40d8', operation='INSERT', pgid='pgtrigger_insert_insert_e9aa0', table='casework_rolegrant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rolegrant',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_rolegrantevent" ("end_on", "granted_at", "granted_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "role", "start_on", "team_id", "user_id") VALUES (NEW."end_on", NEW."granted_at", NEW."granted_by_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."purpose", NEW."role", NEW."start_on", NEW."team_id", NEW."user_id"); RETURN NULL;', hash='dd7fd2b40374a0eadd5c2dc457cdb33c92a820c2', operation='UPDATE', pgid='pgtrigger_update_update_2d6da', table='casework_rolegrant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rolegrant',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_rolegrantevent" ("end_on", "granted_at", "granted_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "role", "start_on", "team_id", "user_id") VALUES (OLD."end_on", OLD."granted_at", OLD."granted_by_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."purpose", OLD."role", OLD."start_on", OLD."team_id", OLD."user_id"); RETURN NULL;', hash='fa058cd6fdee18405f09ce127b27f2fc250ee2c5', operation='DELETE', pgid='pgtrigger_delete_delete_0b279', table='casework_rolegrant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='readlog',
            trigger=pgtrigger.compiler.Trigger(name='readlog_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='86a3d7c4889791abddd91f7fd8d91d34ed8aa211', operation='UPDATE OR DELETE', pgid='pgtrigger_readlog_append_only_8dda7', table='casework_readlog', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='teamedge',
            constraint=models.CheckConstraint(condition=models.Q(('team', models.F('parent')), _negated=True), name='team_not_own_parent'),
        ),
        migrations.AddConstraint(
            model_name='teamedge',
            constraint=models.CheckConstraint(condition=models.Q(('end_on__isnull', True), ('end_on__gt', models.F('start_on')), _connector='OR'), name='team_edge_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='teamedge',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('team', '='), (casework.models.constraints.DateRange('start_on', 'end_on'), '&&')], name='team_one_parent_at_a_time'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='teamedge',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_teamedgeevent" ("end_on", "id", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "start_on", "team_id") VALUES (NEW."end_on", NEW."id", NEW."parent_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."start_on", NEW."team_id"); RETURN NULL;', hash='20856cae40734edb90d904868d4cd2f413af1694', operation='INSERT', pgid='pgtrigger_insert_insert_622e1', table='casework_teamedge', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='teamedge',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_teamedgeevent" ("end_on", "id", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "start_on", "team_id") VALUES (NEW."end_on", NEW."id", NEW."parent_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."start_on", NEW."team_id"); RETURN NULL;', hash='8303107a2d85945007c340b1ef21c503ad018d8a', operation='UPDATE', pgid='pgtrigger_update_update_62f3e', table='casework_teamedge', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='teamedge',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_teamedgeevent" ("end_on", "id", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "start_on", "team_id") VALUES (OLD."end_on", OLD."id", OLD."parent_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."start_on", OLD."team_id"); RETURN NULL;', hash='23501e59b75ea5a7bc0762c4c36b347ddd095d4e', operation='DELETE', pgid='pgtrigger_delete_delete_86dd9', table='casework_teamedge', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='teamedgeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='177ba7d7ea77d10f6172447caa715aad8a090328', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_52a21', table='casework_teamedgeevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='teamevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9ce742e11474e8a5d9b9e5a35952cf6f2d7babb2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3480b', table='casework_teamevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.UniqueConstraint(fields=('child', 'kind', 'visit_on'), name='visit_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visit',
            trigger=pgtrigger.compiler.Trigger(name='child_known_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_visit has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='0658b304d534767b2ba1527f3d8794e54f07fd3d', level='STATEMENT', operation='INSERT', pgid='pgtrigger_child_known_insert_aa01a', referencing='REFERENCING NEW TABLE AS written ', table='casework_visit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visit',
            trigger=pgtrigger.compiler.Trigger(name='child_known_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_visit has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='65334589c363874ff3b85045aaf4bcf8e12d634e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_child_known_update_8e92e', referencing='REFERENCING NEW TABLE AS written ', table='casework_visit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='section47',
            trigger=pgtrigger.compiler.Trigger(name='child_known_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_section47 has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='6ca9f91c13d99d053d902acc7c5b573986b16163', level='STATEMENT', operation='INSERT', pgid='pgtrigger_child_known_insert_31618', referencing='REFERENCING NEW TABLE AS written ', table='casework_section47', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='section47',
            trigger=pgtrigger.compiler.Trigger(name='child_known_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_section47 has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='c2d3cc65b24eb4a71ac45d9aba67b6d7cf4ea855', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_child_known_update_a3f1a', referencing='REFERENCING NEW TABLE AS written ', table='casework_section47', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='review',
            trigger=pgtrigger.compiler.Trigger(name='child_known_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_review has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='0147f2ee32542e36343d2b30dbb474113c0d5bfb', level='STATEMENT', operation='INSERT', pgid='pgtrigger_child_known_insert_f30f6', referencing='REFERENCING NEW TABLE AS written ', table='casework_review', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='review',
            trigger=pgtrigger.compiler.Trigger(name='child_known_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_review has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='c58db2fef5477400e69fa4dfbeea19f992efcf96', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_child_known_update_cbe00', referencing='REFERENCING NEW TABLE AS written ', table='casework_review', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='referral',
            trigger=pgtrigger.compiler.Trigger(name='child_known_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_referral has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='68d63bfdff1c2ef82bb4db0c0aaed84ebd51d4f8', level='STATEMENT', operation='INSERT', pgid='pgtrigger_child_known_insert_0cbbe', referencing='REFERENCING NEW TABLE AS written ', table='casework_referral', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='referral',
            trigger=pgtrigger.compiler.Trigger(name='child_known_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_referral has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='71f246964160b42b48d3dac8157e9ec2fc3f81e9', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_child_known_update_84d89', referencing='REFERENCING NEW TABLE AS written ', table='casework_referral', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='placement',
            trigger=pgtrigger.compiler.Trigger(name='child_known_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_placement has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='795c9d96d053a1f3bc50eb5aff003e2f081ee11e', level='STATEMENT', operation='INSERT', pgid='pgtrigger_child_known_insert_07dba', referencing='REFERENCING NEW TABLE AS written ', table='casework_placement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='placement',
            trigger=pgtrigger.compiler.Trigger(name='child_known_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_placement has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='622a8cdbba11aac284848d77cb2d147f0eb166f9', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_child_known_update_309cf', referencing='REFERENCING NEW TABLE AS written ', table='casework_placement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='legalstatus',
            trigger=pgtrigger.compiler.Trigger(name='child_known_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_legalstatus has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='43ad6e221693968bd3041fed1b094d36d9887a42', level='STATEMENT', operation='INSERT', pgid='pgtrigger_child_known_insert_b24ce', referencing='REFERENCING NEW TABLE AS written ', table='casework_legalstatus', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='legalstatus',
            trigger=pgtrigger.compiler.Trigger(name='child_known_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_legalstatus has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='58033b2edcec3ee62f38d61a4268e31dcd320364', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_child_known_update_c539f', referencing='REFERENCING NEW TABLE AS written ', table='casework_legalstatus', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='healthcheck',
            trigger=pgtrigger.compiler.Trigger(name='child_known_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_healthcheck has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='8dca263a0f7c0b7e9182993269eade2400fb6a5a', level='STATEMENT', operation='INSERT', pgid='pgtrigger_child_known_insert_9cfc8', referencing='REFERENCING NEW TABLE AS written ', table='casework_healthcheck', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='healthcheck',
            trigger=pgtrigger.compiler.Trigger(name='child_known_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_healthcheck has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='3bc30eafa945849abbd7880f7ba324767230be56', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_child_known_update_7bd27', referencing='REFERENCING NEW TABLE AS written ', table='casework_healthcheck', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='earlyhelpepisode',
            trigger=pgtrigger.compiler.Trigger(name='child_known_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_earlyhelpepisode has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='113268f646810ad0a1d11a6f9dc1c016c5dcc829', level='STATEMENT', operation='INSERT', pgid='pgtrigger_child_known_insert_f20f3', referencing='REFERENCING NEW TABLE AS written ', table='casework_earlyhelpepisode', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='earlyhelpepisode',
            trigger=pgtrigger.compiler.Trigger(name='child_known_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_earlyhelpepisode has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='d37b9ab21f0fb9e049911e989430d2aa29573231', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_child_known_update_d7953', referencing='REFERENCING NEW TABLE AS written ', table='casework_earlyhelpepisode', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cpplan',
            trigger=pgtrigger.compiler.Trigger(name='child_known_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_cpplan has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='c79c0ba3c19f97e8ee76e38da04343c04a277218', level='STATEMENT', operation='INSERT', pgid='pgtrigger_child_known_insert_02776', referencing='REFERENCING NEW TABLE AS written ', table='casework_cpplan', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cpplan',
            trigger=pgtrigger.compiler.Trigger(name='child_known_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_cpplan has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='d78c6921909032c7d2d106928a83470be6845591', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_child_known_update_7f155', referencing='REFERENCING NEW TABLE AS written ', table='casework_cpplan', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contact',
            trigger=pgtrigger.compiler.Trigger(name='child_known_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_contact has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='10445607ef9e54930cefedda4dbf580bb8b65fed', level='STATEMENT', operation='INSERT', pgid='pgtrigger_child_known_insert_eae31', referencing='REFERENCING NEW TABLE AS written ', table='casework_contact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contact',
            trigger=pgtrigger.compiler.Trigger(name='child_known_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_contact has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='e539a6b5d192af4a26ea1b6753e9f9deddf9fdb4', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_child_known_update_0023f', referencing='REFERENCING NEW TABLE AS written ', table='casework_contact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cinstatus',
            trigger=pgtrigger.compiler.Trigger(name='child_known_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_cinstatus has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='80848fa733ff9039118769cbe5887646f37b0e56', level='STATEMENT', operation='INSERT', pgid='pgtrigger_child_known_insert_766fe', referencing='REFERENCING NEW TABLE AS written ', table='casework_cinstatus', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cinstatus',
            trigger=pgtrigger.compiler.Trigger(name='child_known_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_cinstatus has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='4fbeea68af44081c1ebf485b06bf88f782b5de80', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_child_known_update_875f9', referencing='REFERENCING NEW TABLE AS written ', table='casework_cinstatus', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cinepisode',
            trigger=pgtrigger.compiler.Trigger(name='child_known_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_cinepisode has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='e5435f5c99da8958a32024cf2a8f1e9fa6f101a1', level='STATEMENT', operation='INSERT', pgid='pgtrigger_child_known_insert_310cb', referencing='REFERENCING NEW TABLE AS written ', table='casework_cinepisode', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cinepisode',
            trigger=pgtrigger.compiler.Trigger(name='child_known_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_cinepisode has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='8df9e3ddc22ff8af4345a6c6b50f104c1800c02d', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_child_known_update_5b50f', referencing='REFERENCING NEW TABLE AS written ', table='casework_cinepisode', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='carestatus',
            trigger=pgtrigger.compiler.Trigger(name='child_known_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_carestatus has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='36224c6763686d66bb4510c52de63f607dec46de', level='STATEMENT', operation='INSERT', pgid='pgtrigger_child_known_insert_74535', referencing='REFERENCING NEW TABLE AS written ', table='casework_carestatus', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='carestatus',
            trigger=pgtrigger.compiler.Trigger(name='child_known_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_carestatus has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='b8b7ee2c11e771998ec193ede6f64d0007a733e3', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_child_known_update_f31b5', referencing='REFERENCING NEW TABLE AS written ', table='casework_carestatus', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='careperiod',
            trigger=pgtrigger.compiler.Trigger(name='child_known_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_careperiod has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='5802e000a7c5be06c8a62eee602cd74bcd9d0b4f', level='STATEMENT', operation='INSERT', pgid='pgtrigger_child_known_insert_a2773', referencing='REFERENCING NEW TABLE AS written ', table='casework_careperiod', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='careperiod',
            trigger=pgtrigger.compiler.Trigger(name='child_known_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_careperiod has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='1747822ffe7ebbc6a0e241569ca0c04e1d25b175', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_child_known_update_132ec', referencing='REFERENCING NEW TABLE AS written ', table='casework_careperiod', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='careleaverstatus',
            trigger=pgtrigger.compiler.Trigger(name='child_known_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_careleaverstatus has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='0065d73b6923cc38b55c6254e8ef23a3f9fc32c7', level='STATEMENT', operation='INSERT', pgid='pgtrigger_child_known_insert_e14e3', referencing='REFERENCING NEW TABLE AS written ', table='casework_careleaverstatus', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='careleaverstatus',
            trigger=pgtrigger.compiler.Trigger(name='child_known_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_careleaverstatus has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='d7768cc13fa54d10a30dbefa9c33e8d68269c000', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_child_known_update_f3519', referencing='REFERENCING NEW TABLE AS written ', table='casework_careleaverstatus', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessment',
            trigger=pgtrigger.compiler.Trigger(name='child_known_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_assessment has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='10eb397d21c371d41fe7620883e9bbae43bf72f0', level='STATEMENT', operation='INSERT', pgid='pgtrigger_child_known_insert_9feb5', referencing='REFERENCING NEW TABLE AS written ', table='casework_assessment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessment',
            trigger=pgtrigger.compiler.Trigger(name='child_known_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_assessment has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='6c3c11b0705afb5d95e9e8b1903ffa7541b1d93e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_child_known_update_0c230', referencing='REFERENCING NEW TABLE AS written ', table='casework_assessment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='adoption',
            trigger=pgtrigger.compiler.Trigger(name='child_known_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_adoption has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='32b86a1505320a58637c61ca7b522bc44edceb91', level='STATEMENT', operation='INSERT', pgid='pgtrigger_child_known_insert_000ae', referencing='REFERENCING NEW TABLE AS written ', table='casework_adoption', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='adoption',
            trigger=pgtrigger.compiler.Trigger(name='child_known_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)\n            ) THEN\n                RAISE EXCEPTION 'casework_adoption has a row whose child is not known' USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NULL;\n        ", hash='8ae0f5cb8c76bcd37457d78d1d332e059d634817', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_child_known_update_32f94', referencing='REFERENCING NEW TABLE AS written ', table='casework_adoption', when='AFTER')),
        ),
        ]),
    ]
