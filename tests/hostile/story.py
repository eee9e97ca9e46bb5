"""One question from the form to the appeal, told through the views by people who type attacks into every field; what
each page, letter and feed then looks like.
"""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts import mailboxes, roles
from accounts.models import Mail, Organisation, User
from courses.models import LessonPage, Topic
from events import tokens as forms
from questions import asking, shelf, tokens
from questions.copies import copying
from questions.models import Answer, Copy, Expert, Question
from tests.factories.accounts import browser_of, guest_browser
from tests.factories.people import make_user
from tests.factories.questions import give_answer, make_expert, write_question
from tests.hostile import fields
from tests.hostile.drawings import Drawing, document, drawing
from tests.hostile.feeds import entries

Words = Callable[[str], str]
LATIN = re.compile(r"[^!#-\[\]-~]")
WRONG = {"check_again": "never"}


class Story:
    """The same people in each telling, under other names."""

    def __init__(self, admin: User) -> None:
        self.asker = make_user("hostile@example.org")
        self.neighbour = make_user("neighbour@example.org")
        self.moderators = [make_user(f"order-{n}@example.org", roles.MODERATORS) for n in (1, 2)]
        self.organisation = Organisation.objects.create(name="Проба")
        language = LessonPage.objects.live().filter(locale__language_code="ru").first()
        assert language is not None
        self.lesson = language
        self.topic = Topic.objects.create(title="Проба", slug="hostile-topic", locale=self.lesson.locale)
        self.expert = make_expert("hostile-expert@example.org", topics=[self.topic], organisation=self.organisation)
        self.other = make_expert("hostile-other@example.org", topics=[])
        for user in (self.asker, self.neighbour, *self.moderators):
            mailboxes.replace_address(user, user.email, is_verified=True)
        self.asks, self.stands_by, self.reads = browser_of(self.asker), browser_of(self.neighbour), Client()
        self.answers, self.hands_over = browser_of(self.expert.user), browser_of(self.other.user)
        self.keeps_order, self.looks_again = map(browser_of, self.moderators)
        self.administers = browser_of(admin)
        self.drawn: list[Drawing] = []

    # --- drawing -----------------------------------------------------------------------------------------------------

    def see(self, name: str, client: Client, path: str, kind: str = "page") -> HttpResponse:
        response: Any = client.get(path)
        assert response.status_code == 200, (name, path, response.status_code)
        self.drawn.append(drawing(name, path, response, kind, client))
        return response

    def send(self, client: Client, path: str, told: dict[str, Any], name: str = "") -> HttpResponse:
        """With a name the form comes back and is drawn; without one it is taken."""
        response: Any = client.post(path, told)
        assert (response.status_code == 302) == (not name), (path, response.status_code)
        if name:
            self.drawn.append(drawing(name, path, response, client=client))
        return response

    # --- telling -----------------------------------------------------------------------------------------------------

    def tell(self, words: Words, *, to_admins: bool = True) -> list[Drawing]:
        """Everything that this telling can be read as."""
        self.drawn, before = [], timezone.now()
        # Nobody points out more than some in a day.
        self.neighbour.learner.flags.all().delete()
        self.rename(words)
        asked = self.ask(words)
        answer = self.answer(asked, words)
        self.read(asked, answer, words)
        self.react(asked, answer, words)
        self.keep_order(asked, answer, words)
        self.show_a_copy(words)
        if to_admins:
            self.administer()
        self.ask_as_a_guest(words)
        letters = Mail.objects.filter(made_at__gte=before)
        self.drawn += [document(fields.LETTER, f"<!-- {one.kind} -->{one.html}", "letter") for one in letters]
        return self.drawn

    def rename(self, words: Words) -> None:
        for user in (self.asker, self.neighbour, *self.moderators):
            User.objects.filter(pk=user.pk).update(name=words("User.name"))
        named = {"name": words("Organisation.name"), "about": words("Organisation.about")}
        Organisation.objects.filter(pk=self.organisation.pk).update(**named)
        named = {"name": words("Expert.name"), "about": words("Expert.about")}
        Expert.objects.filter(pk=self.expert.pk).update(**named)
        Topic.objects.filter(pk=self.topic.pk).update(title=words("Topic.title"))
        shelf.changed()

    def ask(self, words: Words) -> Question:
        body = self.lesson.body
        anchor = f"b-{body[0].id[:8]}" if body else ""
        told = {
            "happened": words("Question.happened"),
            "expected": words("Question.expected"),
            "app": words("Question.app"),
            "key": str(uuid4()),
            "lesson": str(self.lesson.translation_key),
            "block": anchor,
        }
        wrong = {"visibility": words("Question.app"), "device": words("Question.app"), "topic": words("Topic.title")}
        file = SimpleUploadedFile(words("the name of a file").replace("/", "") or "x", b"<script>alert(1)</script>")
        self.send(self.asks, "/questions/ask/", {**told, **wrong, "lesson": "", "picture": file}, fields.AGAIN)
        sent: Any = self.send(self.asks, "/questions/ask/", {**told, "visibility": "public"})
        self.see(fields.CHECK, self.asks, sent.url)
        self.see(fields.AGAIN, self.asks, f"/questions/ask/?draft={told['key']}")
        self.send(self.asks, sent.url, {})
        asked = Question.objects.get(key=told["key"])
        if asked.state == Question.State.HELD:
            asking.publish(asked, timezone.now())
        asked.topics.set([self.topic])
        return asked

    def answer(self, asked: Question, words: Words) -> Answer:
        here = f"/questions/{asked.pk}/{asked.slug}/"
        self.see(fields.QUEUE, self.answers, "/questions/queue/")
        self.send(self.hands_over, f"{here}over/", {"note": words("Assignment.note")})
        self.send(self.answers, f"{here}claim/", {})
        self.answers.post(f"{here}draft/", {"source": words("Draft.source")})
        self.see(fields.FORM, self.answers, f"{here}answer/")
        told = {
            "source": words("Answer.source"),
            "applies_to": words("Answer.applies_to"),
            "check_again": "90",
            "key": str(uuid4()),
        }
        self.send(self.answers, f"{here}answer/", {**told, **WRONG}, fields.AGAIN)
        self.send(self.answers, f"{here}answer/", {**told, "do": "preview"}, fields.FORM)
        # What stands there first is what the history shows as gone.
        self.send(self.answers, f"{here}answer/", {**told, "source": words("Revision.source")})
        answer = asked.answers.get()
        self.send(self.answers, f"{here}answer/{answer.pk}/", told)
        self.see(fields.FORM, self.answers, f"{here}answer/{answer.pk}/")
        self.hands_over.post(f"{here}answer/{answer.pk}/confirm/", {})
        return answer

    def react(self, asked: Question, answer: Answer, words: Words) -> None:
        here = f"/questions/{asked.pk}/{asked.slug}/"
        said = {"helped": "no", "why": words("Reaction.why")}
        self.send(self.asks, f"{here}helped/{answer.pk}/", said)
        self.send(self.answers, f"{here}claim/", {})
        self.see(fields.FORM, self.answers, f"{here}answer/")
        self.send(self.stands_by, f"{here}flag/", {"words": words("Flag.words")}, fields.AGAIN)
        self.see(fields.AGAIN, self.stands_by, f"{here}flag/?answer={answer.pk}")
        for about in ({}, {"answer": answer.pk}):
            self.send(self.stands_by, f"{here}flag/", {"words": words("Flag.words"), "reason": "other", **about})

    def read(self, asked: Question, answer: Answer, words: Words) -> None:
        here, query = f"/questions/{asked.pk}/{asked.slug}/", {"q": words("the query")}
        for client in (self.reads, self.asks, self.answers, self.keeps_order):
            self.see(fields.PAGE, client, here)
        self.send(self.asks, "/questions/follow/", {"topic": self.topic.slug})
        self.see(fields.FOLLOWING, self.asks, "/my/following/")
        self.see(fields.HISTORY, self.reads, f"{here}answer/{answer.pk}/history/")
        self.see(fields.LIST, self.reads, f"/questions/?topic={self.topic.slug}")
        self.look_for(fields.LIST, "/questions/", query)
        self.look_for(fields.SEARCH, "/search/", query)
        self.look_for(fields.SEARCH, "/search/", {"q": asked.title})
        self.look_for("similar", "/questions/ask/similar/", {"q": asked.happened})
        self.see(fields.OWN, self.asks, "/questions/?show=mine")
        self.see(fields.OWN, self.asks, "/my/")
        self.see(fields.EXPERT, self.reads, f"/questions/experts/{self.expert.slug}/")
        self.see(fields.LESSON, self.reads, self.lesson.url)
        self.see("home", self.reads, "/")
        feed = self.see(fields.FEED, self.reads, f"/questions/feed.atom?topic={self.topic.slug}", "feed")
        self.drawn += [document(fields.FEED, html, "letter") for html in entries(feed.content)]

    def look_for(self, name: str, path: str, query: dict[str, str]) -> None:
        response: Any = self.reads.get(path, query)
        assert response.status_code in (200, 400), (path, response.status_code)
        self.drawn.append(drawing(name, path, response))

    def keep_order(self, asked: Question, answer: Answer, words: Words) -> None:
        here, order = f"/questions/{asked.pk}/{asked.slug}/", f"/questions/order/{asked.pk}/"
        self.see(fields.ORDER, self.keeps_order, "/questions/order/")
        told = {"do": "merge", "why": words("Act.why"), "into": words("Act.why")[:300]}
        self.send(self.keeps_order, order, told, fields.AGAIN)
        self.send(self.keeps_order, order, {"do": "hide_answer", "answer": answer.pk, "why": words("Act.why")})
        self.see(fields.HIDDEN, self.answers, "/questions/hidden/")
        self.send(self.keeps_order, order, {"do": "hide", "why": words("Act.why")})
        self.see(fields.VERDICT, self.asks, here)
        told = {"words": words("Appeal.words")}
        self.send(self.asks, f"{here}appeal/", {"words": f"{told['words']} {'о' * 2_000}"}, fields.AGAIN)
        self.send(self.asks, f"{here}appeal/", told)
        self.see(fields.ORDER, self.looks_again, "/questions/order/")
        self.send(self.looks_again, order, {"do": "refuse", "why": words("Appeal.reply")})
        self.see(fields.VERDICT, self.asks, here)
        self.see(fields.ACT, self.looks_again, order)
        self.see(fields.LOG, self.looks_again, "/questions/order/log/")
        self.see("promises", self.looks_again, "/questions/order/promises/")
        self.see(fields.ACT, self.looks_again, f"/questions/order/names/{self.expert.user.pk}/")

    def show_a_copy(self, words: Words) -> None:
        """Of a private question: its asker and then everybody sees it, but one with a number in it the expert alone."""
        now = timezone.now()
        private = write_question(self.asker.learner, now, words("Question.happened"), visibility="private")
        asking.publish(private, now)
        answer = give_answer(private, self.expert.user, now, words("Answer.source"))
        typed = {name: words(f"Copy.{name}") for name in ("title", "happened", "expected", "app", "reply")}
        here, there = f"/questions/copy/{private.pk}/{answer.pk}/", f"/questions/copy/{private.pk}/"
        self.answers.post(here, {**typed, "do": "look"})
        self.see(fields.COPY, self.answers, here)
        if self.answers.post(here, {**typed, "do": "offer"}).status_code != 302:
            return
        self.see(fields.OFFERED, self.asks, there)
        copy = Copy.objects.get(original=private)
        self.send(self.asks, there, {**typed, "do": "agree", "read": copying.seal(copying.words_of(copy))})
        copy.refresh_from_db()
        assert copy.public is not None
        self.see(fields.PAGE, self.reads, f"/questions/{copy.public.pk}/{copy.public.slug}/")

    def ask_as_a_guest(self, words: Words) -> None:
        """An address may hold an attack in quotes: such are allowed."""
        guest, key = Client(), str(uuid4())
        name = LATIN.sub("", words("Question.email")).replace('"', "")[:200]
        told = {
            "happened": words("Question.happened"),
            "visibility": "public",
            "email": f'"{name}"@example.org',
            "agrees": "on",
            "key": key,
            "once": forms.once(),
        }
        sent: Any = guest.post("/questions/ask/", told)
        if sent.status_code != 302:  # no such address, then: what was typed is shown again
            self.drawn.append(drawing(fields.AGAIN, "/questions/ask/", sent))
            return
        asked = Question.objects.get(key=key)
        assert asked.learner is not None
        asked.learner.name = words("Learner.name")
        asked.learner.save()
        asks = guest_browser(asked.learner)
        self.send(asks, sent.url, {})
        here = f"/questions/{asked.pk}/{asked.slug}/"
        self.see(fields.PAGE, asks, here)
        self.send(asks, f"{here}address/", {"email": f"{words('Question.email')} and no address"}, fields.AGAIN)
        self.see(fields.CONFIRM, self.reads, f"/questions/confirm/{tokens.of(asked)}/")

    def administer(self) -> None:
        for path in (
            "/admin/",
            "/admin/snippets/questions/expert/",
            f"/admin/snippets/questions/expert/edit/{self.expert.pk}/",
            f"/admin/snippets/accounts/organisation/edit/{self.organisation.pk}/",
            "/admin/snippets/accounts/organisation/",
            f"/admin/snippets/courses/topic/edit/{self.topic.pk}/",
            "/admin/users/",
            f"/admin/users/edit/{self.moderators[0].pk}/",
        ):
            self.see(fields.ADMIN, self.administers, path, "admin")
