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
UPDATE scope_scopeclosure SET wide_kind = (SELECT n.kind FROM scope_scopenode n WHERE n.id = descendant_id)
WHERE descendant_id IN (SELECT n.id FROM scope_scopenode n WHERE n.kind <> 'line')
"""


class Migration(migrations.Migration):
    dependencies = [("scope", "0002_dated_edges")]

    operations = [
        migrations.AddField(
            model_name="scopeclosure",
            name="wide_kind",
            field=models.CharField(choices=KINDS, max_length=20, null=True),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="scopeclosure",
            index=models.Index(
                condition=models.Q(("wide_kind__isnull", False)),
                fields=["ancestor", "wide_kind", "descendant"],
                name="scope_closure_wide",
            ),
        ),
    ]
