"""The site for tests: a home page and a catalogue for each language, as load_demo makes them."""

from dataclasses import dataclass

from wagtail.models import Locale, Page, Site

from content.models import HomePage
from courses.models import CataloguePage


@dataclass(frozen=True)
class SiteTree:
    site: Site
    home: HomePage
    home_en: HomePage
    catalogue: CataloguePage
    catalogue_en: CataloguePage


def make_site() -> SiteTree:
    """Everything is made from nothing: a test that commits leaves an empty database to the next."""
    ru = Locale.objects.get_or_create(language_code="ru")[0]
    en = Locale.objects.get_or_create(language_code="en")[0]
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root", locale=ru))
    Site.objects.all().delete()
    for page in root.get_children():
        page.delete()
    root = Page.objects.get(pk=root.pk)
    home = root.add_child(instance=HomePage(title="Просвет", slug="ru", locale=ru))
    home_en = root.add_child(
        instance=HomePage(title="Prosvet", slug="en", locale=en, translation_key=home.translation_key)
    )
    site = Site.objects.create(hostname="testserver", root_page=home, is_default_site=True, site_name="Просвет")
    catalogue = home.add_child(instance=CataloguePage(title="Курсы", slug="courses", locale=ru))
    catalogue_en = home_en.add_child(
        instance=CataloguePage(title="Courses", slug="courses", locale=en, translation_key=catalogue.translation_key)
    )
    return SiteTree(site, home, home_en, catalogue, catalogue_en)
