from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("audits", "0005_rounds")]

    operations = [migrations.RenameField("sample", "list", "listed")]
