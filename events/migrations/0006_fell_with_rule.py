from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0005_material_removed_at")]

    operations = [
        migrations.AddField(
            model_name="occurrence",
            name="fell_with_rule",
            field=models.BooleanField(default=False, editable=False, verbose_name="отменено вместе с правилом"),
        ),
    ]
