"""Pictures by their address: those of published entries, and nobody's else."""

import re
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from contest.db import transaction
from contest.models import Entry
from contest.rules.entries import DecisionKind, EntryState
from tests.living import FINISHED, RUNNING, House
from tests.web.visits import decide, path, published

SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)


def address(campaign: UUID, picture: UUID | None, width: Any = 320) -> str:
    assert picture is not None
    return path("picture", campaign_id=campaign.hex, picture=picture.hex, width=width)


def fetch(house: House, where: str, **headers: str) -> TestResponse:
    return house.visitor().get(where, headers=headers, buffered=True)


def with_picture(house: House) -> Entry:
    return next(row for row in published(house) if row.picture_id)


@SQLITE
def test_a_published_entrys_picture_is_webp_that_can_do_nothing_and_may_be_kept(house: House):
    row = with_picture(house)
    for width in (320, 640, 1280):
        answer = fetch(house, address(row.campaign_id, row.picture_id, width))
        assert (answer.status_code, answer.content_type) == (200, "image/webp")
        assert answer.data[:4] == b"RIFF"
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "public, max-age=300, s-maxage=60"
        assert answer.headers.getlist("Set-Cookie") == []


@SQLITE
def test_a_picture_one_has_already_is_not_sent_again_and_stays_as_long(house: House):
    row = with_picture(house)
    where = address(row.campaign_id, row.picture_id)
    first = fetch(house, where)
    again = fetch(house, where, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Cache-Control"] == "public, max-age=300, s-maxage=60"
    part = fetch(house, where, Range="bytes=0-3")
    assert (part.status_code, part.data) == (206, b"RIFF")
    assert part.headers["Cache-Control"] == "public, max-age=300, s-maxage=60"


@SQLITE
def test_what_shows_an_entry_is_out_of_every_cache_of_ours_within_a_minute(house: House):
    row = with_picture(house)
    slug = RUNNING if house.campaign(RUNNING) == row.campaign_id else FINISHED
    page = fetch(house, f"/fr/{slug}/entries/{row.number}").text
    packet = re.search(rf'"(/c/{slug}/packets/{row.number}-\w+\.svg)"', page)
    shown = [address(row.campaign_id, row.picture_id, 640), f"/fr/{slug}/entries/{row.number}", f"/fr/{slug}/entries"]
    shown += [
        f"/fr/{slug}/",
        "/fr/",
        f"/fr/{slug}/vote/2",
        "/sitemap.xml",
        f"/fr/{slug}/entries?q={row.name.split()[0]}",
    ]
    shown += [f"/fr/{slug}/share/{row.number}", f"/fr/{slug}/entries?order=newest"]
    for where in [*shown, *([packet[1]] if packet else [])]:
        said = fetch(house, where).cache_control
        assert (said.s_maxage or said.max_age) <= 60, where


@SQLITE
@pytest.mark.parametrize("state", [state for state in EntryState if state is not EntryState.PUBLISHED])
def test_no_other_entrys_picture_is_there(house: House, state: EntryState):
    row = with_picture(house)
    with house.app.app_context(), transaction() as session:
        session.execute(update(Entry).where(Entry.id == row.id).values(state=state))
    for width in (320, 640, 1280):
        assert fetch(house, address(row.campaign_id, row.picture_id, width)).status_code == 404


def test_after_its_removal_a_picture_is_not_there(house: House):
    row = with_picture(house)
    where = address(row.campaign_id, row.picture_id)
    assert fetch(house, where).status_code == 200
    decide(house, row.id, DecisionKind.REMOVE, reason="danger")
    assert fetch(house, where).status_code == 404
    assert fetch(house, where, **{"If-None-Match": "*"}).status_code == 404


@SQLITE
def test_a_picture_is_found_under_its_own_campaign_and_widths_alone(house: House):
    row = with_picture(house)
    assert row.picture_id is not None
    elsewhere = house.campaign(FINISHED)
    assert fetch(house, address(elsewhere, row.picture_id)).status_code == 404
    for width in (0, 1, 321, 5000, 10**30):
        assert fetch(house, address(row.campaign_id, row.picture_id, width)).status_code == 404
    here = f"/media/{row.campaign_id.hex}/{row.picture_id.hex}"
    for odd in ("/320.png", "/320.webp/", "/../320.webp", "/%2e%2e/320.webp", "/-320.webp", ""):
        assert fetch(house, here + odd).status_code in {404, 308}, odd
    for odd in ("x", "..%2f..", "0" * 31, "0" * 400):
        assert fetch(house, f"/media/{odd}/{row.picture_id.hex}/320.webp").status_code == 404
        assert fetch(house, f"/media/{row.campaign_id.hex}/{odd}/320.webp").status_code == 404
