"""Letters about one's own page: sign-in, addresses, passwords. Their kinds are the names that allauth has for them."""

from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.letters.kinds import NAME, Facts, Kind, Placeholder, register
from accounts.models import User

ROOM = gettext_lazy("Вход и своя страница")
WHY_ADDRESS = gettext_lazy("Письмо пришло, потому что на «Просвете» указали эту почту.")
WHY_PAGE = gettext_lazy("Письмо пришло, потому что на «Просвете» у вас есть страница.")

LINK = Placeholder("link", pgettext_lazy("placeholder", "ссылка"), gettext_lazy("адрес кнопки"))
CODE = Placeholder("code", pgettext_lazy("placeholder", "код"), gettext_lazy("код для входа"))
EMAIL = Placeholder("email", pgettext_lazy("placeholder", "почта"), gettext_lazy("почта, о которой письмо"))
OLD = Placeholder("from_email", pgettext_lazy("placeholder", "старая почта"), gettext_lazy("почта, которая была"))
NEW = Placeholder("to_email", pgettext_lazy("placeholder", "новая почта"), gettext_lazy("почта, которая стала"))
WHEN = Placeholder("when", pgettext_lazy("placeholder", "когда"), gettext_lazy("день и час"))


def sample() -> Facts:
    return {
        NAME: _("Нина Петровна"),
        "link": f"{settings.SITE_URL}/accounts/",
        "code": "1234-5678",
        "email": "nina@example.org",
        "from_email": "nina@example.org",
        "to_email": "petrovna@example.org",
        "when": date_format(localtime(now()), "j E, H:i"),
    }


def facts_of(context: dict[str, Any], email: str, user: User | None) -> Facts:
    """What these letters may say, out of allauth's context. `user` is whose page it is about."""
    links = ("activate_url", "password_reset_url", "signup_url")
    moment = context.get("timestamp")
    told = {
        NAME: user.name if user else "",
        "link": next((context[link] for link in links if link in context), ""),
        "email": context.get("deleted_email") or email,
        "when": date_format(localtime(moment), "j E, H:i") if moment else "",
    }
    return told | {key: context[key] for key in ("code", "from_email", "to_email") if key in context}


def about_page(
    kind: str, name: Promise, sent_when: Promise, subject: Promise, text: Promise, *placeholders: Placeholder
) -> Kind:
    why = WHY_PAGE if WHEN in placeholders or kind in ("login_code", "password_reset_key") else WHY_ADDRESS
    return Kind(kind, ROOM, name, sent_when, subject, text, why, placeholders, sample)


register(
    about_page(
        "login_code",
        gettext_lazy("Код для входа"),
        gettext_lazy("Человек попросил код вместо пароля."),
        gettext_lazy("Код для входа в «Просвет»"),
        gettext_lazy(
            "Вот ваш код для входа:\n\n{code}\n\n"
            "Введите его на той странице, где попросили код. Он действует 15 минут.\n\n"
            "Код вводят только на нашем сайте. Никому его не называйте.\n\n"
            "Если вы не входили, ничего делать не нужно."
        ),
        CODE,
    ),
    about_page(
        "unknown_account",
        gettext_lazy("С этой почтой страницы нет"),
        gettext_lazy("Кто-то входил с почтой, которой мы не знаем."),
        gettext_lazy("С этой почтой страницы нет"),
        gettext_lazy(
            "Кто-то хотел войти на «Просвет» с почтой {email}. Но страницы с ней нет.\n\n"
            "Если это вы, вспомните другую почту. Или заведите страницу.\n\n"
            "Завести свою страницу:\n{link}\n\n"
            "Если это не вы, ничего делать не нужно."
        ),
        EMAIL,
        LINK,
    ),
    about_page(
        "account_already_exists",
        gettext_lazy("Страница уже есть"),
        gettext_lazy("Кто-то заводил страницу с почтой, у которой она есть."),
        gettext_lazy("У вас уже есть страница на «Просвете»"),
        gettext_lazy(
            "Кто-то хотел завести страницу с этой почтой. Но она у вас уже есть.\n\n"
            "Если это вы и пароль забылся, придумайте новый.\n\n"
            "Придумать новый пароль:\n{link}\n\n"
            "Если это не вы, ничего делать не нужно."
        ),
        LINK,
    ),
    about_page(
        "email_confirmation_signup",
        gettext_lazy("Ваша страница готова"),
        gettext_lazy("Человек завёл страницу. Почту ещё не подтвердили."),
        gettext_lazy("Ваша страница на «Просвете» готова"),
        gettext_lazy(
            "Ваша страница готова. Осталось подтвердить почту.\n\n"
            "Подтвердить почту:\n{link}\n\n"
            "Ссылка действует три дня. Учиться можно и без этого.\n\n"
            "Если это не вы, ничего делать не нужно. Других писем не будет."
        ),
        LINK,
    ),
    about_page(
        "email_confirmation",
        gettext_lazy("Подтвердите почту"),
        gettext_lazy("Человек указал почту на своей странице."),
        gettext_lazy("Подтвердите вашу почту"),
        gettext_lazy(
            "Эту почту указали на «Просвете». Если это вы, подтвердите её.\n\n"
            "Подтвердить почту:\n{link}\n\n"
            "Ссылка действует три дня.\n\n"
            "Если это не вы, ничего делать не нужно. Других писем не будет."
        ),
        LINK,
    ),
    about_page(
        "email_confirm",
        gettext_lazy("Почта подтверждена"),
        gettext_lazy("Человек подтвердил почту."),
        gettext_lazy("Ваша почта подтверждена"),
        gettext_lazy(
            "Спасибо! Ваша почта подтверждена. Это было {when}.\n\nЭто были не вы? Смените пароль на нашем сайте."
        ),
        WHEN,
    ),
    about_page(
        "email_changed",
        gettext_lazy("Почта сменилась"),
        gettext_lazy("Человек сменил почту своей страницы."),
        gettext_lazy("Ваша почта на «Просвете» сменилась"),
        gettext_lazy(
            "Почта вашей страницы сменилась.\n\n"
            "Была: {from_email}\nСтала: {to_email}\nКогда: {when}\n\n"
            "Это были не вы? Смените пароль на нашем сайте."
        ),
        OLD,
        NEW,
        WHEN,
    ),
    about_page(
        "email_deleted",
        gettext_lazy("Почту убрали"),
        gettext_lazy("Человек убрал почту со своей страницы."),
        gettext_lazy("Мы забыли вашу почту"),
        gettext_lazy(
            "Почты {email} на вашей странице больше нет. Это было {when}.\n\n"
            "Это были не вы? Смените пароль на нашем сайте."
        ),
        EMAIL,
        WHEN,
    ),
    about_page(
        "password_reset_key",
        gettext_lazy("Новый пароль: ссылка"),
        gettext_lazy("Человек попросил сменить пароль."),
        gettext_lazy("Новый пароль для «Просвета»"),
        gettext_lazy(
            "Вы хотели сменить пароль. Нажмите кнопку и придумайте новый.\n\n"
            "Придумать новый пароль:\n{link}\n\n"
            "Ссылка действует три дня и один раз.\n\n"
            "Если это не вы, ничего делать не нужно. Пароль останется прежним."
        ),
        LINK,
    ),
    about_page(
        "password_reset",
        gettext_lazy("Пароль сменили по ссылке"),
        gettext_lazy("Человек придумал новый пароль по ссылке из письма."),
        gettext_lazy("Ваш пароль сменили"),
        gettext_lazy(
            "Пароль вашей страницы на «Просвете» сменили. Это было {when}.\n\n"
            "Это были не вы? Смените пароль на нашем сайте."
        ),
        WHEN,
    ),
    about_page(
        "password_changed",
        gettext_lazy("Пароль сменили"),
        gettext_lazy("Человек сменил пароль на своей странице."),
        gettext_lazy("Ваш пароль сменили"),
        gettext_lazy(
            "Пароль вашей страницы на «Просвете» сменили. Это было {when}.\n\n"
            "Это были не вы? Смените пароль на нашем сайте."
        ),
        WHEN,
    ),
    about_page(
        "password_set",
        gettext_lazy("Пароль появился"),
        gettext_lazy("Человек придумал первый пароль."),
        gettext_lazy("У вашей страницы теперь есть пароль"),
        gettext_lazy(
            "У вашей страницы на «Просвете» теперь есть пароль. Это было {when}.\n\n"
            "Это были не вы? Смените пароль на нашем сайте."
        ),
        WHEN,
    ),
)
