"""Looks at the edge of what the desk accepts: every page stays readable, and nothing runs out of its place."""

from uuid import uuid4

import pytest

from contest import clock
from contest.queries import campaigns
from contest.rules import themes as rules
from contest.services import audit, themes
from tests.journeys.pages import home
from tests.journeys.visitors import PAIRWISE, Visitor, every_kind

LOOKS = {
    "nearly white": {"accent": "#fffdf4", "font": "fraunces", "corner": "round"},
    "black": {"accent": "#000000", "paper": "#ffffff", "ink": "#111111", "font": "baloo", "corner": "square"},
    "yellow": {"accent": "#ffe600", "paper": "#101014", "ink": "#f6f6f2", "font": "system", "corner": "soft"},
}


def some(test):
    return every_kind(test, pairwise=PAIRWISE[:2])


@some
@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_the_pages_of_an_extreme_look_are_accessible(visitor: Visitor, look: dict[str, str]):
    slug = f"journey-{uuid4().hex[:8]}"
    visitor.site.campaign(slug)
    with visitor.site.inside():
        view = campaigns.by_slug(slug, "fr")
        assert view is not None
        themes.choose(view.id, rules.choices_of({}) | look, by=audit.OPERATOR, now=clock.now())
    for page in ("", "entries", "entries/1", "submit", "vote/2", "contact"):
        visitor.opens(home(visitor, slug) + page)
        visitor.looks()
