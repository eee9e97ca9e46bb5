"""What the home page shows of rooms that its own room does not know."""

from django import template
from django.template import Context

from portal import home

register = template.Library()


@register.simple_tag(takes_context=True)
def home_strips(context: Context) -> home.Strips:
    return home.strips(context["page"], context["request"].learner)
