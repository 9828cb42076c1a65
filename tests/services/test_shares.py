"""Counting visits, making labels, picking the four: on both databases, also many at once."""

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from contest.db import database, own_session, reading
from contest.models import Audit, Campaign, ShareVisit
from contest.queries import shares as queries
from contest.rules import shares as rules
from contest.rules.objections import Refused
from contest.rules.shares import Network
from contest.services import audit, shares
from tests.living import FINISHED, RUNNING, House

ZONE = "Europe/Brussels"
NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)
REDDIT, THREADS = rules.CHANNELS[Network.REDDIT], rules.CHANNELS[Network.THREADS]


def counted(house: House, slug: str = FINISHED) -> dict[tuple[str, int, int], int]:
    campaign = house.campaign(slug)
    with house.app.app_context():
        rows = reading().scalars(select(ShareVisit).where(ShareVisit.campaign_id == campaign)).all()
        return {(row.day, row.channel, row.entry_number): row.visits for row in rows}


def test_a_visit_is_one_more_on_its_day_channel_and_idea(house: House):
    campaign = house.campaign(FINISHED)
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # half past midnight in Brussels
    with house.app.app_context():
        for channel, number, at in ((REDDIT, 0, NOON), (REDDIT, 0, late), (REDDIT, 7, NOON), (THREADS, 0, NOON)):
            assert shares.visit(campaign, channel=channel, entry_number=number, zone=ZONE, now=at)
        assert shares.visit(campaign, channel=REDDIT, entry_number=0, zone="UTC", now=late)
    assert counted(house) == {
        ("2026-11-24", REDDIT, 0): 2,
        ("2026-11-24", REDDIT, 7): 1,
        ("2026-11-24", THREADS, 0): 1,
        ("2026-11-23", REDDIT, 0): 1,
    }


def test_channels_that_nobody_made_are_not_counted(house: House):
    campaign = house.campaign(FINISHED)
    with house.app.app_context():
        for channel in (0, rules.FIRST_LABEL, rules.FIRST_LABEL + 5, 2**31 - 1):
            assert not shares.visit(campaign, channel=channel, entry_number=0, zone=ZONE, now=NOON)
        shares.add_label(campaign, "Paquet", by=audit.OPERATOR, now=NOON)
        assert shares.visit(campaign, channel=rules.FIRST_LABEL, entry_number=0, zone=ZONE, now=NOON)
    assert counted(house) == {("2026-11-24", rules.FIRST_LABEL, 0): 1}


def test_of_visits_at_once_none_is_lost(house: House):
    campaign = house.campaign(FINISHED)
    with house.app.app_context():
        engine = database.engine

    def visit() -> None:
        with house.app.app_context(), own_session(engine):
            for _ in range(10):
                shares.visit(campaign, channel=REDDIT, entry_number=0, zone=ZONE, now=NOON)

    threads = [threading.Thread(target=visit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counted(house) == {("2026-11-24", REDDIT, 0): 80}


def test_labels_follow_one_another_are_recorded_and_have_one_name_each(house: House):
    campaign = house.campaign(FINISHED)
    with house.app.app_context():
        made = [shares.add_label(campaign, name, by=audit.OPERATOR, now=NOON) for name in (" Le  paquet ", "TV")]
        for name, wrong in (("", "field_missing"), ("LE PAQUET", "label_taken"), ("x" * 41, "field_too_long")):
            with pytest.raises(Refused) as refused:
                shares.add_label(campaign, name, by=audit.OPERATOR, now=NOON)
            assert [one.key for one in refused.value.objections] == [wrong]
        found = queries.labels(campaign)
        told = reading().scalars(select(Audit.details).where(Audit.verb == "share.labelled")).all()
    assert made == [1, 2]
    assert [(label.number, label.name, label.channel) for label in found] == [(1, "Le paquet", 16), (2, "TV", 17)]
    assert [one["label"] for one in told] == ["Le paquet", "TV"]


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_four_networks_are_picked_and_the_rest_of_the_look_stays(house: House):
    campaign = house.campaign(RUNNING)
    with house.app.app_context():
        before = dict(reading().get_one(Campaign, campaign).look)
        shares.pick(campaign, ["qr", "x", "mail", "threads"], by=audit.OPERATOR, now=NOON)
        assert reading().get_one(Campaign, campaign).look == before | {shares.FIRST: ["mail", "x", "threads", "qr"]}
        for wrong in (
            [],
            ["x"],
            ["x", "x", "mail", "qr"],
            ["x", "mail", "qr", "sheet"],
            ["x", "mail", "qr", "myspace"],
        ):
            with pytest.raises(Refused) as refused:
                shares.pick(campaign, wrong, by=audit.OPERATOR, now=NOON)
            assert [one.key for one in refused.value.objections] == ["share_pick"]


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_every_campaign_has_a_key_of_its_own(house: House):
    with house.app.app_context():
        keys = reading().scalars(select(Campaign.share_key).order_by(Campaign.share_key)).all()
        assert keys == [1, 2]
