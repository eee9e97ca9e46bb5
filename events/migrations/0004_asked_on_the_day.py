from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0003_calendars_reminders_video'),
    ]

    operations = [
        migrations.AddField(
            model_name='booking',
            name='asked_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='спросили, придёт ли'),
        ),
        migrations.AddField(
            model_name='booking',
            name='unreached_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='не дозвонились'),
        ),
    ]
