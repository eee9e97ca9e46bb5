import uuid

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_mail_about_and_tried_at'),
    ]

    operations = [
        migrations.AddField(
            model_name='learner',
            name='cookie_series',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(verbose_name='когда')),
                ('reason', models.CharField(choices=[('asked', 'просьба удалить всё'), ('withdrawn', 'отзыв согласия')], max_length=10, verbose_name='почему')),
                ('asked_by', models.CharField(choices=[('account', 'сам человек, на своей странице'), ('guest', 'гость, на своём устройстве')], max_length=10, verbose_name='кто просил')),
                ('rows', models.JSONField(default=dict, verbose_name='что удалено')),
            ],
            options={
                'verbose_name': 'акт об уничтожении данных',
                'verbose_name_plural': 'акты об уничтожении данных',
                'ordering': ['-at'],
            },
        ),
    ]
