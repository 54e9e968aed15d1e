"""Staging of the yearly returns: one unlogged table for each list, as `0003_staging.py` made those of Annex A."""

from django.db import migrations

LISTS = {
    21: [
        'child text COLLATE "C"',
        'sex text COLLATE "C" NOT NULL DEFAULT \'\'',
        'born_on date',
        'ethnicity text COLLATE "C" NOT NULL DEFAULT \'\'',
    ],
    22: [
        'child text COLLATE "C"',
        'born_on date',
        'start_on date',
        'reason_new text COLLATE "C" NOT NULL DEFAULT \'\'',
        'legal_status text COLLATE "C" NOT NULL DEFAULT \'\'',
        'need_code text COLLATE "C" NOT NULL DEFAULT \'\'',
        'placement_type text COLLATE "C" NOT NULL DEFAULT \'\'',
        'placement_provider text COLLATE "C" NOT NULL DEFAULT \'\'',
        'end_on date',
        'end_reason text COLLATE "C" NOT NULL DEFAULT \'\'',
        'placement_urn text COLLATE "C" NOT NULL DEFAULT \'\'',
    ],
    23: [
        'child text COLLATE "C"',
        'born_on date',
        'review_on date',
        'participation text COLLATE "C" NOT NULL DEFAULT \'\'',
    ],
    24: [
        'child text COLLATE "C"',
        'sex text COLLATE "C" NOT NULL DEFAULT \'\'',
        'born_on date',
        'status_end_on date',
    ],
    25: [
        'child text COLLATE "C"',
        'born_on date',
        'absence text COLLATE "C" NOT NULL DEFAULT \'\'',
        'start_on date',
        'end_on date',
    ],
    26: [
        'child text COLLATE "C"',
        'born_on date',
        'sdq_score integer',
        'sdq_reason text COLLATE "C" NOT NULL DEFAULT \'\'',
        'health_check text COLLATE "C" NOT NULL DEFAULT \'\'',
        'immunisations text COLLATE "C" NOT NULL DEFAULT \'\'',
        'dental_check text COLLATE "C" NOT NULL DEFAULT \'\'',
        'health_assessment text COLLATE "C" NOT NULL DEFAULT \'\'',
    ],
    27: [
        'child text COLLATE "C"',
        'born_on date',
        'in_touch text COLLATE "C" NOT NULL DEFAULT \'\'',
        'activity text COLLATE "C" NOT NULL DEFAULT \'\'',
        'accommodation text COLLATE "C" NOT NULL DEFAULT \'\'',
    ],
    29: [
        'child text COLLATE "C"',
        'born_on date',
        'decision_on date',
        'matched_on date',
    ],
    30: [
        'child text COLLATE "C"',
        'born_on date',
        'decision_on date',
        'reversed_on date',
        'reversed_reason text COLLATE "C" NOT NULL DEFAULT \'\'',
    ],
    31: [
        'child text COLLATE "C"',
        'born_on date',
        'social_worker text COLLATE "C" NOT NULL DEFAULT \'\'',
        'start_on date',
        'end_on date',
        'change_reason text COLLATE "C" NOT NULL DEFAULT \'\'',
    ],
    41: [
        'child text COLLATE "C"',
        'sex text COLLATE "C" NOT NULL DEFAULT \'\'',
        'born_on date',
        'ethnicity text COLLATE "C" NOT NULL DEFAULT \'\'',
        'disability text COLLATE "C" NOT NULL DEFAULT \'\'',
        'referral_on date',
        'source_code text COLLATE "C" NOT NULL DEFAULT \'\'',
        'primary_need text COLLATE "C" NOT NULL DEFAULT \'\'',
        'end_on date',
        'close_reason text COLLATE "C" NOT NULL DEFAULT \'\'',
        'icpc_on date',
        'nfa text COLLATE "C" NOT NULL DEFAULT \'\'',
    ],
    42: [
        'child text COLLATE "C"',
        'born_on date',
        'start_on date',
        'authorised_on date',
    ],
    43: [
        'child text COLLATE "C"',
        'born_on date',
        'start_on date',
        'icpc_on date',
        'icpc_not_needed text COLLATE "C" NOT NULL DEFAULT \'\'',
    ],
    44: [
        'child text COLLATE "C"',
        'born_on date',
        'start_on date',
        'end_on date',
    ],
    45: [
        'child text COLLATE "C"',
        'born_on date',
        'start_on date',
        'end_on date',
        'initial_category text COLLATE "C" NOT NULL DEFAULT \'\'',
        'latest_category text COLLATE "C" NOT NULL DEFAULT \'\'',
        'previous_plans integer',
    ],
    46: [
        'child text COLLATE "C"',
        'born_on date',
        'review_on date',
    ],
}
TABLE = """
CREATE UNLOGGED TABLE casework_staged_{number} (
    delivery_id bigint NOT NULL,
    row integer NOT NULL,
    {columns},
    bad boolean NOT NULL,
    left_out boolean NOT NULL DEFAULT FALSE,
    held jsonb
) WITH (autovacuum_enabled = true)
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0010_actions_themes_notices")]

    operations = [
        migrations.RunSQL(
            TABLE.format(number=number, columns=",\n    ".join(columns)), f"DROP TABLE casework_staged_{number}"
        )
        for number, columns in LISTS.items()
    ]
