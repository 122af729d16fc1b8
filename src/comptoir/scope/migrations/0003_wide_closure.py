import django.db.models.deletion
from django.db import migrations, models

KINDS = [
    ("group", "Group"),
    ("customer", "Customer"),
    ("customer_account", "Customer Account"),
    ("billing_account", "Billing Account"),
    ("cost_centre", "Cost Centre"),
    ("site", "Site"),
    ("line", "Line"),
]

FILL = """
INSERT INTO scope_wideclosure (ancestor_id, kind, descendant_id)
SELECT k.ancestor_id, n.kind, n.id FROM scope_scopeclosure k JOIN scope_scopenode n ON n.id = k.descendant_id
WHERE n.kind <> 'line'
"""


class Migration(migrations.Migration):
    dependencies = [("scope", "0002_dated_edges")]

    operations = [
        migrations.CreateModel(
            name="WideClosure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=KINDS, max_length=20)),
                (
                    "ancestor",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wide_down",
                        to="scope.scopenode",
                    ),
                ),
                (
                    "descendant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="wide_up", to="scope.scopenode"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("ancestor", "kind", "descendant"), name="scope_wide_closure_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
