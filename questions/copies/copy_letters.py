"""Letters about open copies: the asker hears of an offer, who offered hears that the asker agrees."""

from datetime import datetime
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts import mail
from accounts.letters import register
from accounts.models import Mail
from questions import addresses, telling
from questions.letters import WHY_ANSWERS, WHY_ASKED, kind
from questions.models import Copy, Question

COPY_OFFERED, COPY_AGREED = "copy_offered", "copy_agreed"
KINDS = (COPY_OFFERED, COPY_AGREED)

register(
    kind(
        COPY_OFFERED,
        gettext_lazy("Предложена открытая копия"),
        gettext_lazy("Эксперт предлагает показать закрытый вопрос без имени. Получает тот, кто спросил."),
        gettext_lazy("Можно показать ваш вопрос без имени?"),
        gettext_lazy(
            "Ваш вопрос может помочь другим. Эксперт убрал из него личное.\n\n"
            "Вопрос: {question}\n\n"
            "Прочитать и решить:\n{link}\n\n"
            "Решаете только вы. Не хотите? Ничего не делайте: вопрос останется закрытым."
        ),
        WHY_ASKED,
    ),
    kind(
        COPY_AGREED,
        gettext_lazy("Эксперту: копию можно показать"),
        gettext_lazy("Человек согласен: открытую копию видят все. Получает тот, кто её предложил."),
        gettext_lazy("Открытая копия готова: {question}"),
        gettext_lazy(
            "Человек согласен. Копию уже видят все, под ней ваша подпись.\n\n"
            "Вопрос: {question}\n\n"
            "Открыть копию:\n{link}\n\n"
            "Слова вопроса могли измениться. Проверьте, подходит ли ваш ответ."
        ),
        WHY_ANSWERS,
    ),
)


def tell_of_offer(copy: Copy, question: Question, now: datetime) -> None:
    """At most one letter a day, however often the expert mends the text."""
    address = telling.address_of_asker(question)
    if address:
        path, key = partial(path_of_offer, question), f"{COPY_OFFERED}:{copy.pk}:{now:%Y-%m-%d}"
        telling.write(COPY_OFFERED, question, address, question.learner, path, now, key=key)


def tell_of_agreement(copy: Copy, public: Question, now: datetime) -> None:
    """The answer is signed by its writer: they see under which question it stands."""
    if copy.offered_by is not None:
        path, key = partial(addresses.path_of, public), f"{COPY_AGREED}:{copy.pk}"
        telling.write_to(copy.offered_by, COPY_AGREED, public, path, now, key=key)


def path_of_offer(question: Question) -> str:
    return telling.for_asker(question, reverse("copy_offered", args=[question.pk]))


def still_true(row: Mail, now: datetime) -> bool:
    """Before it goes: nobody has decided yet; the copy can still be read."""
    about = row.about.get("question")
    if row.kind == COPY_OFFERED:
        return Copy.objects.filter(original=about, state=Copy.State.OFFERED).exists()
    return Question.objects.public().filter(pk=about).exists()


for one in KINDS:
    mail.check_before_sending(one, still_true)
