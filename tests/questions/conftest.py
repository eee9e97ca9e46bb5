"""A topic, an expert of it, and somebody to ask."""

import pytest

from accounts import roles
from accounts.models import User
from courses.models import Topic
from questions.models import Expert
from tests.factories.people import make_user
from tests.factories.questions import make_expert, make_topic
from tests.factories.sites import SiteTree


@pytest.fixture
def topic(site: SiteTree) -> Topic:
    return make_topic(site.home.locale)


@pytest.fixture
def expert(topic: Topic) -> Expert:
    return make_expert(topics=[topic])


@pytest.fixture
def moderator(db: None) -> User:
    return make_user("moderator@example.org", roles.MODERATORS, name="Тимур")
