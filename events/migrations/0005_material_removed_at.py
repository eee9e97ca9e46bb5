from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0004_asked_on_the_day")]

    operations = [
        migrations.AddField(
            model_name="material",
            name="removed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="убрано"),
        ),
    ]
