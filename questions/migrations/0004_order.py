"""Flags, acts and appeals may be about a picture or a name.

Going back works only while none is about a name: such a row has no question, and before this each had to have one.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def keep_first_promises(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What was promised first was not kept until now: the last promise is the nearest that is known."""
    apps.get_model("questions", "Question").objects.update(promised_at=models.F("due_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_erasures_and_cookies_that_end"),
        ("courses", "0001_initial"),
        ("questions", "0003_copies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField(model_name="appeal", old_name="answer", new_name="reply"),
        migrations.AlterModelOptions(
            name="question",
            options={
                "ordering": ["-asked_at"],
                "permissions": [
                    ("moderate", "Can keep order among questions"),
                    ("read_promises", "Can read how promises to those who ask are kept"),
                ],
                "verbose_name": "вопрос",
                "verbose_name_plural": "вопросы",
            },
        ),
        migrations.CreateModel(
            name="HiddenName",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="hidden_name",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="чьё имя",
                    ),
                ),
                ("hidden_at", models.DateTimeField(verbose_name="скрыто")),
            ],
            options={
                "verbose_name": "скрытое имя",
                "verbose_name_plural": "скрытые имена",
            },
        ),
        migrations.RemoveConstraint(
            model_name="flag",
            name="one_flag_of_a_question",
        ),
        migrations.AddField(
            model_name="act",
            name="whose",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="name_acts",
                to=settings.AUTH_USER_MODEL,
                verbose_name="чьё имя",
            ),
        ),
        migrations.AddField(
            model_name="answer",
            name="nameless",
            field=models.CharField(
                blank=True,
                choices=[("expert", "Эксперт"), ("helper", "Помощник")],
                max_length=6,
                verbose_name="вместо имени",
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="picture",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="appeals",
                to="questions.picture",
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="whose",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="name_appeals",
                to=settings.AUTH_USER_MODEL,
                verbose_name="чьё имя",
            ),
        ),
        migrations.AddField(
            model_name="flag",
            name="picture",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="flags",
                to="questions.picture",
            ),
        ),
        migrations.AddField(
            model_name="flag",
            name="whose",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="name_flags",
                to=settings.AUTH_USER_MODEL,
                verbose_name="чьё имя",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="promised_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="обещали сначала"),
        ),
        migrations.AlterField(
            model_name="act",
            name="picture",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="acts",
                to="questions.picture",
            ),
        ),
        migrations.AlterField(
            model_name="act",
            name="question",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="acts",
                to="questions.question",
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="answer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="appeals",
                to="questions.answer",
            ),
        ),
        migrations.AlterField(
            model_name="appeal",
            name="question",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="appeals",
                to="questions.question",
            ),
        ),
        migrations.AlterField(
            model_name="flag",
            name="question",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="flags",
                to="questions.question",
            ),
        ),
        migrations.AlterField(
            model_name="flag",
            name="reason",
            field=models.CharField(
                choices=[
                    ("fraud", "похоже на обман"),
                    ("personal", "чужие личные данные"),
                    ("wrong", "это неверно"),
                    ("rude", "грубость"),
                    ("advert", "реклама"),
                    ("name", "имя"),
                    ("other", "другое"),
                ],
                max_length=10,
                verbose_name="что не так",
            ),
        ),
        migrations.AddConstraint(
            model_name="act",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", None), ("picture", None), ("question", None), ("whose__isnull", False)),
                    models.Q(
                        ("question__isnull", False),
                        ("whose", None),
                        models.Q(("answer", None), ("picture", None), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="act_on_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answer", None), ("picture", None), ("whose", None)),
                fields=("question",),
                name="one_appeal_of_a_question",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answer__isnull", False)), fields=("answer",), name="one_appeal_of_an_answer"
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("picture__isnull", False)), fields=("picture",), name="one_appeal_of_a_picture"
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("whose__isnull", False)), fields=("whose",), name="one_appeal_of_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", None), ("picture", None), ("question", None), ("whose__isnull", False)),
                    models.Q(
                        ("question__isnull", False),
                        ("whose", None),
                        models.Q(("answer", None), ("picture", None), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="appeal_about_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answer", None), ("picture", None), ("whose", None)),
                fields=("learner", "question"),
                name="one_flag_of_a_question",
            ),
        ),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.UniqueConstraint(
                condition=models.Q(("picture__isnull", False)),
                fields=("learner", "picture"),
                name="one_flag_of_a_picture",
            ),
        ),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.UniqueConstraint(
                condition=models.Q(("whose__isnull", False)), fields=("learner", "whose"), name="one_flag_of_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", None), ("picture", None), ("question", None), ("whose__isnull", False)),
                    models.Q(
                        ("question__isnull", False),
                        ("whose", None),
                        models.Q(("answer", None), ("picture", None), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="flag_of_one_thing",
            ),
        ),
        migrations.RunPython(keep_first_promises, migrations.RunPython.noop, elidable=True),
    ]
