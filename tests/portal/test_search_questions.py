"""Questions in the search of everything: by their words and those of their answers, if everybody may see them."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from wagtail.search.backends import get_search_backend

from accounts.models import Learner
from content import text
from content.search import vocabulary
from portal import search
from portal.demo import asked, texts
from questions import asking, shelf
from questions.followers import following
from questions.models import Answer, Expert, Question
from tests.content.test_search_backend import NASTY
from tests.factories.courses import make_course, make_lesson
from tests.factories.questions import ask, give_answer, make_expert
from tests.factories.sites import SiteTree
from tests.ground import BEFORE, layer
from tests.portal.test_search import plain

SAID = {one["key"]: one for name in asked.FILES for one in texts.read(f"questions/{name}.yaml")}
TITLES = {key: asking.title_of(texts.line(one["happened"])) for key, one in SAID.items()}
# What has to be found, and what is asked (by `test_search_pairs`): forms of words, ё and е, words of the answer
# alone, quotes and operators, half words, one letter wrong, the keyboard in Latin.
TOLD = """
golos-vnuka ← голос внука | голоса внуков | голосовые сообщения от внука | ГОЛОСОВОЕ СООБЩЕНИЕ | "голос внука"
kod-dlya-domofona ← код для домофона | коды домофонов | домофон | домоф | домафон | ljvjajy | код:домофон
sledovatel-velit-molchat ← следователь | следователя | следователь велит молчать | разглашение | следоват
podtverdite-vozvrat ← подтвердите возврат | «возврат 4 300 рублей»
bezopasnyy-schet ← безопасный счёт | безопасный счет | безопасные счета | безопасного счёта | «безопасный счёт»
kuryer-za-dengami ← курьер | курьеру | наличные на проверку | купюры | купюр
soobshchenie-ot-direktora ← директор | бывшему директору | директор? | деректор
operator-prodlit-nomer ← оператор связи | операторы связи | договор на номер
lozhnaya-poliklinika ← флюорография | номера талонов | флюарография
qr-na-podezde ← подъезд | объявления на дверях | чат дома
virus-na-ekrane ← телефон заражён | телефон заражен
samozapret-gde ← самозапрет | самозапрета | самозапр | самозопрет | САМОЗАПРЕТ!!!
prodayu-na-doske ← продаю шкаф | шкафы | -шкаф | шкаф* | NOT шкаф | шкаф 🙂 | (шкаф) [ссылка]
otmenili-zakaz-s-kodom ← пункт выдачи | в пунктах выдачи
parol-zabyla ← пароли на бумажке | где хранить пароли
vtoroy-faktor-zachem ← второй замок | вторые замки
fotografiya-pasporta ← фото паспорта | хозяйка квартиры | хозяйки квартир
novost-pro-pensii ← новая выплата | новые выплаты
nastroit-na-rasstoyanii ← помогать папе из другого города
rebenok-dal-kod ← внук в игре | игры внуков
chto-vzyat-na-zanyatie ← зарядка и очки
zanyatie-s-kolyaskoy ← коляска | на коляске | вход без ступенек
zvonki-nedeli-bez-kamery ← стесняюсь камеры | звонки недели
pamyat-zapolnena ← память заполнена | памяти | память | фото внуков
kak-sdelat-bukvy-krupnee ← мелкие буквы | шрифт | шрифта
zvonok-tikhiy ← тихий звонок | тихие звонки
ne-slyshno-sobesednika ← собеседник | собеседники
golosovye-vmesto-bukv ← диктовка | диктовку
bukvy-stali-angliyskie ← английские буквы | английская буква
ekran-povorachivaetsya ← автоповорот | картинка набок
ne-zaryazhaetsya ← телефон не заряжается | шнуры
telefon-gorit ← горячий телефон | горячего телефона
foto-razmytye ← мутные фото | мутное фото
poteryala-telefon ← маршрутка | маршрутки
112-bez-deneg ← 112 | 112 без денег
reklama-po-zvonku ← реклама | рекламы | звонят с рекламой
gosuslugi-ili-mos ← mos.ru
zabyl-parol-gosuslug ← пароль от Госуслуг | пароли госуслуг | забыл пароль
recept-v-telefone ← рецепт | рецепты | рецепт AND аптека | "рецепт
rezultaty-analizov ← анализы | анализов | 'анализы'
lgota-na-proezd ← бесплатный проезд | бесплатного проезда
spravka-dlya-lgot ← справка о пенсии | справки о размере пенсии
kvitantsiya-dve ← две квитанции | квитанция
sbp-ne-tuda ← перевёл не тому человеку | перевел не тем людям
avtoplatezh-ne-ponyat ← 299 рублей
"""
ASKED = [
    (query.strip(), key)
    for key, queries in re.findall(r"^(\S+) ← (.*)$", TOLD, re.MULTILINE)
    for query in queries.split("|")
]


@layer(below="site")
def demo_questions(site: SiteTree) -> None:
    """The demo's questions with their answers."""
    write_questions()


def write_questions() -> None:
    """As rows."""
    author = make_expert("answers@example.org").user
    rows = [row_of(one, place) for place, one in enumerate(SAID.values())]
    Question.objects.bulk_create(rows)
    Answer.objects.bulk_create(
        Answer(
            question=row,
            author=author,
            signed="Андрей Белов",
            source=answer["text"],
            html=text.render_markdown(answer["text"]),
            cleaner_version=text.VERSION,
            checked_on=BEFORE.date(),
            made_at=BEFORE,
        )
        for row, one in zip(rows, SAID.values(), strict=True)
        for answer in one.get("answers", [])
    )
    get_search_backend().add_bulk(Question, Question.get_indexed_objects())


def row_of(said: dict[str, Any], place: int) -> Question:
    happened = texts.line(said["happened"])
    return Question(
        number=place + 1,
        language="ru",
        title=asking.title_of(happened),
        folded=asking.title_of(happened),
        slug=said["key"],
        happened=happened,
        visibility=said.get("visibility", Question.Visibility.PUBLIC),
        state=Question.State.ANSWERED if said.get("answers") else Question.State.PUBLISHED,
        asked_at=BEFORE,
        published_at=BEFORE,
        active_at=BEFORE,
    )


@pytest.fixture
def expert(site: SiteTree) -> Expert:
    return make_expert()


def titles(query: str, language: str = "ru") -> list[str]:
    return [plain(result.title) for result in search.find(query, language).results]


def test_private_questions_of_the_demo_are_never_found(demo_questions: None, now: datetime) -> None:
    vocabulary.prepare(now)
    private = [key for key, one in SAID.items() if one.get("visibility") == "private"]
    assert len(private) >= 3
    for key in private:
        for query in (TITLES[key], SAID[key]["happened"], SAID[key]["answers"][0]["text"]):
            assert TITLES[key] not in titles(query)


def test_the_page_shows_a_question_with_the_words_of_its_answer(
    client: Client, site: SiteTree, expert: Expert, learner: Learner, now: datetime
) -> None:
    question = ask(learner, now)
    assert "ждёт ответа" in client.get("/search/", {"q": "память"}).content.decode()
    give_answer(question, expert.user, now, "Откройте **настройки** и уберите самовары.")
    shown = client.get("/search/", {"q": "самовар"}).content.decode()
    assert "вопрос · есть ответ" in shown
    assert f"/questions/{question.pk}/{question.slug}/" in shown
    assert "уберите <mark>самовары</mark>" in shown
    assert "<strong>" not in shown[shown.index("search-results") :]


def test_a_question_stands_beside_a_lesson(site: SiteTree, learner: Learner, now: datetime) -> None:
    make_lesson(make_course(site, lessons=0).page, 1, title="Самовар дома")
    ask(learner, now, "Не кипит самовар. Что делать?")
    assert sorted(str(result.kind) for result in search.find("самовары", "ru").results) == ["вопрос", "урок"]


@pytest.mark.parametrize("state", Question.State)
@pytest.mark.parametrize("visibility", Question.Visibility)
def test_only_what_everybody_may_see_is_found(
    site: SiteTree, expert: Expert, learner: Learner, client: Client, now: datetime, state: str, visibility: str
) -> None:
    """Nor is it counted, nor given away by a correction or the end of a half typed word; to nobody at all."""
    question = ask(learner, now, "Перламутровый самовар не кипит. Что делать?")
    give_answer(question, expert.user, now, "Накипь сошла с фарфора.")
    Question.objects.filter(pk=question.pk).update(state=state, visibility=visibility)
    vocabulary.prepare(now)
    is_seen = visibility == "public" and state in ("published", "answered", "accepted", "closed")
    for query in ("самовары", "перламутровый", "фарфор", "перламутр", "фарфар", "перломутровый"):
        assert search.find(query, "ru").count == is_seen, query
        assert ("самовар" in plain(client.get("/search/", {"q": query}).content.decode()).replace(query, "")) == is_seen
    assert is_seen or search.find("фарфар кипит", "ru").said == ""


def test_a_hidden_answer_is_found_no_more(site: SiteTree, expert: Expert, learner: Learner, now: datetime) -> None:
    question = ask(learner, now)
    answer = give_answer(question, expert.user, now, "Протрите самовар.")
    assert titles("самовары") == [question.title]
    answer.hidden_at = now
    answer.save(update_fields=["hidden_at"])
    assert titles("самовары") == []
    answer.hidden_at = None
    answer.save()
    assert titles("самовары") == [question.title]


def test_a_hidden_question_takes_its_words_with_it(site: SiteTree, learner: Learner, now: datetime) -> None:
    """What a slip may have meant is known again as soon as the worker has read the questions anew, and not before."""
    question = ask(learner, now, "Перламутровый самовар не кипит.")
    make_lesson(make_course(site, lessons=0).page, 1, title="Чайник")
    vocabulary.prepare(now)
    assert search.find("перломутровый чайник", "ru").said == "перламутровый чайник"
    Question.objects.filter(pk=question.pk).update(state=Question.State.HIDDEN)
    shelf.changed()
    for _moment in ("at once", "later"):
        assert search.find("перломутровый чайник", "ru").said == ""
        assert search.find("чайнек", "ru").said == "чайник"
        vocabulary.prepare(now)


def test_a_count_leaves_the_words_alone(site: SiteTree, learner: Learner, guest: Learner, now: datetime) -> None:
    """Reading those of a city takes seconds, and «У меня так же» is pressed all day."""
    question = ask(learner, now, "Перламутровый самовар не кипит.")
    vocabulary.prepare(now)
    following.same(question.pk, guest, now=now)
    assert search.find("перломутровый", "ru").said == "перламутровый"


def test_questions_are_found_in_their_language(site: SiteTree, learner: Learner, now: datetime) -> None:
    ask(learner, now, "My samovar is cold, what shall I do?", language="en")
    assert titles("samovars") == []
    assert titles("samovars", "en") == ["My samovar is cold, what shall I do?"]


def test_what_was_asked_stays_text(client: Client, site: SiteTree, learner: Learner, now: datetime) -> None:
    ask(learner, now, "<script>alert(1)</script> в самоваре & чайнике")
    shown = client.get("/search/", {"q": "самовар"}).content.decode()
    assert "<script>alert" not in shown
    assert escape("<script>") in shown


def test_no_query_grows_with_the_questions(
    client: Client, site: SiteTree, expert: Expert, learner: Learner, now: datetime
) -> None:
    def asked_of_the_database() -> int:
        client.get("/search/", {"q": "самовар"})
        with CaptureQueriesContext(connection) as queries:
            client.get("/search/", {"q": "самовар"})
        return len(queries)

    give_answer(ask(learner, now, "Не кипит самовар?"), expert.user, now)
    one = asked_of_the_database()
    for number in range(29):
        question = ask(learner, now, f"Не кипит самовар {number}?")
        if number % 7 == 0:
            give_answer(question, expert.user, now)
    assert asked_of_the_database() == one


@pytest.mark.parametrize("query", NASTY)
def test_no_query_breaks_the_list(client: Client, site: SiteTree, query: str) -> None:
    assert client.get("/questions/", {"q": query}).status_code == 200
