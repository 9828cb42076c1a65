"""A look is chosen: row, audit and cards together; what cannot be read is refused; the same again is nothing."""

import pytest

from contest import clock
from contest.db import reading
from contest.models import Audit, Campaign, Outbox
from contest.queries import campaigns as queries
from contest.rules import themes as rules
from contest.rules.objections import Refused
from contest.rules.shares import Network
from contest.services import audit, shares, themes
from tests.living import RUNNING, House
from tests.web import visits

PLAIN = rules.choices_of({})


def choose(house: House, **typed: str) -> list[str]:
    with house.app.app_context():
        return themes.choose(house.campaign(), PLAIN | typed, by=audit.OPERATOR, now=clock.now())


def stored(house: House) -> dict:
    campaign = house.campaign()
    with house.app.app_context():
        return reading().get_one(Campaign, campaign).look


def counts(house: House) -> tuple[int, int]:
    return (
        visits.rows(house, Audit, Audit.verb == "campaign.look_changed", Audit.campaign_id == house.campaign()),
        visits.rows(house, Outbox, Outbox.kind == "card.campaign"),
    )


def test_a_look_is_kept_with_its_record_and_its_cards_and_the_same_again_is_nothing(house: House):
    (records, cards), before = counts(house), stored(house)
    assert choose(house, accent="#0057B8", corner="round") == ["accent", "corner"]
    assert stored(house) == before | {"accent": "#0057b8", "corner": "round"}
    assert counts(house) == (records + 1, cards + 1)
    assert choose(house, accent=" 0057b8", corner="round") == []
    assert counts(house) == (records + 1, cards + 1)
    with house.app.app_context():
        row = reading().query(Audit).filter(Audit.verb == "campaign.look_changed").order_by(Audit.at.desc()).first()
        assert row is not None
        assert row.details == {"changed": ["accent", "corner"]}


def test_letters_and_corners_draw_no_card_again(house: House):
    _, cards = counts(house)
    assert choose(house, font="fraunces", corner="soft") == ["corner", "font"]
    assert counts(house)[1] == cards


def test_the_house_again_leaves_nothing_behind_and_the_rest_of_a_look_stays(house: House):
    before = stored(house)
    choose(house, accent="#0057b8", second="#ffe600", font="baloo")
    with house.app.app_context():
        first = (Network.X, Network.REDDIT, Network.BLUESKY, Network.MAIL)
        shares.pick(house.campaign(), [one.value for one in first], by=audit.OPERATOR, now=clock.now())
    assert choose(house) == ["accent", "font", "second"]
    assert stored(house) == before | {"share_first": stored(house)["share_first"]}
    assert stored(house)["crown"] == "chip"


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ({"ink": "#888888"}, ["ink_unreadable"]),
        ({"paper": "#808080"}, ["paper_unreadable"]),
        ({"accent-words": "#ffe600"}, ["accent_words_unreadable"]),
        ({"font": "comic", "accent": "x"}, ["colour_malformed", "choice_unknown"]),
    ],
)
def test_what_cannot_be_read_is_refused_and_nothing_changes(house: House, typed: dict[str, str], keys: list[str]):
    before, counted = stored(house), counts(house)
    with pytest.raises(Refused) as refused:
        choose(house, **typed)
    assert [one.key for one in refused.value.objections] == keys
    assert (stored(house), counts(house)) == (before, counted)


def test_the_view_of_a_campaign_has_it(house: House):
    choose(house, accent="#0057b8")
    with house.app.app_context():
        view = queries.by_slug(RUNNING, "fr")
    assert view is not None
    assert rules.choices_of(view.look)["accent"] == "#0057b8"
