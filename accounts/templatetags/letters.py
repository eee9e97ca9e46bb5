"""For the templates of letters."""

from django import template

from accounts.letters.drawing import with_links

register = template.Library()
register.filter(with_links)
