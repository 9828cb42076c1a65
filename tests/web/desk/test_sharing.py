"""The desk's figures of share links: a whole public comes by links, and every figure is what it did, exactly."""

import csv
import io
import re
from collections import Counter
from datetime import timedelta
from random import Random
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import delete, update
from werkzeug.test import TestResponse

from contest import clock
from contest.db import transaction
from contest.models import Ballot, BallotTrace, Entry, ShareLabel, ShareVisit
from contest.rules import shares
from contest.rules.roles import Role
from contest.rules.shares import Network, widget_channel
from contest.rules.widgets import Kind
from contest.services.shares import day_of
from tests.inspector import InspectingClient
from tests.living import LANGUAGES, RUNNING, House
from tests.web.desk import rooms
from tests.web.framed import Framed
from tests.web.public.test_shares import code, links, short_links, somebody
from tests.web.visits import IDEA, form, path, sent_idea, text, typed_code

ROOM = rooms.room("sharing")
PACKET, TELEVISION = shares.FIRST_LABEL, shares.FIRST_LABEL + 1
NAMES = {
    shares.CHANNELS[Network.FACEBOOK]: "Facebook",
    shares.CHANNELS[Network.WHATSAPP]: "WhatsApp",
    shares.CHANNELS[Network.COPY]: "Copied link",
    PACKET: "Paquet; « nature »",
    TELEVISION: "=TV",
    widget_channel(Kind.CAMPAIGN): "Widget: call to take part",
    widget_channel(Kind.GALLERY): "Widget: some ideas",
    widget_channel(Kind.ENTRY): "Widget: one idea",
    widget_channel(Kind.LEADERBOARD): "Widget: first places",
    widget_channel(Kind.WINNER): "Widget: winner",
    widget_channel(Kind.VOTE): "Widget: voting",
    widget_channel(Kind.SUBMIT): "Widget: form for an idea",
    widget_channel(Kind.VOTE, Network.WHATSAPP): "Widget: voting, passed on: WhatsApp",
}
# The ways by which a public comes: share links, labelled ones, links out of every widget.
LINKED = tuple(channel for channel in NAMES if channel < shares.FIRST_WIDGET)
GONE_ON = tuple(Kind)
SQLITE = pytest.mark.parametrize(**rooms.SQLITE)


class Sums(NamedTuple):
    """Visits, ideas and votes of one line."""

    visits: int
    ideas: int
    votes: int


def empty(house: House) -> None:
    """Nobody has come by a link so far, and no label is made."""
    campaign = house.campaign()
    with house.app.app_context(), transaction() as session:
        for table in (ShareVisit, ShareLabel):
            session.execute(delete(table).where(table.campaign_id == campaign))
        session.execute(update(BallotTrace).where(BallotTrace.campaign_id == campaign).values(share_code=""))
        session.execute(update(Entry).where(Entry.campaign_id == campaign).values(share_code=None))


def figures(client, period: str = "all") -> dict[str, Sums]:
    """The table as it stands on the page."""
    page = text(client.get(f"{ROOM}?period={period}"))
    table = page.partition('<table class="bars">')[2].partition("</table>")[0]
    found = {}
    for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)[1:]:
        name = re.search(r'<th scope="row">(.*?)</th>', row)
        cells = [re.sub(r"\D", "", cell) for cell in re.findall(r'<td class="figure">(.*?)</td>', row)]
        assert name is not None
        found[rooms.even(name[1])] = Sums(*(int(cell or 0) for cell in cells))
    return found


def exported(client, period: str = "all") -> dict[str, Sums]:
    """The table as a spreadsheet reads it."""
    answer = client.get(f"{ROOM}/figures.csv?period={period}")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{RUNNING}-sharing-{period}.csv"'
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""), delimiter=";"))
    return {name: Sums(*(int(cell or 0) for cell in cells)) for name, *cells in rows[1:]}


def by_day(page: str) -> list[int]:
    """The table behind the chart."""
    table = page.partition("As a table")[2].partition("</table>")[0]
    return [int(count) for count in re.findall(r'<td class="figure">(\d+)', table)]


def label(house: House, name: str) -> None:
    """A manager adds a label."""
    manager = house.staff(Role.MANAGER, "en")
    assert form(manager.get(ROOM), "/labels").send(manager, label=name).status_code == 303


def act(house: House, client: InspectingClient, came_by: str, number: int, does: str) -> None:
    """What somebody does on the contest's pages, having come by a link: votes, sends an idea, begins to, or goes."""
    address = f"{does}-{number}@example.org"
    if does == "votes":
        slip = form(client.get(path("slip", position=2, number=1 + number % 30) + f"?s={came_by}"))
        sent = slip.send(client, address=address)
        assert typed_code(house, client, sent.location, address).status_code == 303
    elif does == "sends":
        sent_idea(house, client, name=f"Idée {number}", address=address, s=came_by)
    elif does == "begins":
        slip = form(client.get(path("slip", position=2, number=2) + f"?s={came_by}"))
        assert slip.send(client, address=address).status_code == 303


def come(house: House, came_by: str, number: int, does: str) -> None:
    """Somebody follows a link, and votes or sends an idea on the way it leads, or goes."""
    client = somebody(house)
    assert client.get(f"/s/{came_by}").status_code == 302
    act(house, client, came_by, number, does)


def go_on(frame: Framed, kind: Kind, number: int, does: str, given: str = "") -> None:
    """Somebody follows a link of a widget; where that was given a code, the browser's script adds it (arrival.js)."""
    page = frame.get(path("widget_entry", number=3) if kind is Kind.ENTRY else path("widget", kind=kind))
    ways = re.findall(r'href="(/s/[^"#]+)', text(page))
    assert ways, kind
    led = frame.client.get(ways[number % len(ways)] + (f"?s={given}" if given else ""))
    assert frame.client.get(led.location).status_code in (200, 302), led.location
    act(frame.house, frame.client, parse_qs(urlsplit(led.location).query)["s"][0], number, does)


def take_part(frame: Framed, number: int, does: str, given: str = "") -> TestResponse:
    """Somebody votes or proposes an idea within a widget; the page at the end."""
    address, query = f"{does}-{number}@example.org", f"?s={given}" if given else ""
    if does == "sends":
        sent = frame.sends(
            frame.get(path("widget_submit") + query), **IDEA | {"name": f"Idée {number}", "address": address}
        )
    else:
        sent = frame.sends(frame.get(path("widget_slip", number=1 + number % 30) + query), address=address)
    return frame.confirms(sent, address)


def pass_on(house: House, frame: Framed, number: int) -> None:
    """Somebody votes within a widget and passes that on; a friend follows it, and votes."""
    share = short_links(house, take_part(frame, number, "votes"))["WhatsApp"]
    come(house, shares.written(share), number + 500, "votes")


WAYS = (*LINKED, *GONE_ON, "within", "within, labelled", "passed on", "none")
VISITORS = 3 * len(WAYS)


def arrive(house: House, frame: Framed, number: int, does: str, did: dict[int, Counter[str]]) -> None:
    """One of them comes, by the ways in turn, and it is written down what the desk should tell of it."""
    way, frame.client = WAYS[number % len(WAYS)], somebody(house)
    if way in LINKED:
        come(house, code(house, (0, 3, 7)[number % 3], way, lang=LANGUAGES[number % 3]), number, does)
        did[way].update(["visits", does])
    elif way in GONE_ON:
        given = code(house, 0, PACKET) if way is Kind.CAMPAIGN and number // len(WAYS) % 2 else ""
        go_on(frame, way, number, does, given)
        did[PACKET if given else widget_channel(way)].update(["visits", does])
    elif way == "passed on":
        pass_on(house, frame, number)
        did[widget_channel(Kind.VOTE)]["votes"] += 1
        did[widget_channel(Kind.VOTE, Network.WHATSAPP)].update(["visits", "votes"])
    elif way == "none":
        act(house, frame.client, "", number, does)
        did[0][does] += 1
    elif does in ("votes", "sends"):
        given = code(house, 0, PACKET) if way == "within, labelled" else ""
        take_part(frame, number, does, given)
        kind = Kind.VOTE if does == "votes" else Kind.SUBMIT
        did[PACKET if given else widget_channel(kind)][does] += 1


def test_a_simulated_public_is_told_apart_exactly(house: House):
    empty(house)
    for name in (NAMES[PACKET], NAMES[TELEVISION]):
        label(house, name)
    chance, before = Random(7), figures(house.staff(Role.MODERATOR, "en"))
    did: dict[int, Counter[str]] = {channel: Counter() for channel in (0, *NAMES)}
    frame = Framed(house)
    for number in range(VISITORS):
        arrive(house, frame, number, chance.choice(("looks", "votes", "votes", "sends", "begins")), did)
    robot = somebody(house, "facebookexternalhit/1.1")
    for channel in NAMES:
        assert robot.get(f"/s/{code(house, 3, channel)}").status_code == 302
        assert robot.get(f"/s/{code(house, 0, channel)}/fr/entries").status_code == 302

    alone, desk = did.pop(0), house.staff(Role.MODERATOR, "en")
    expected = {
        NAMES[channel]: Sums(counts["visits"], counts["sends"], counts["votes"]) for channel, counts in did.items()
    }
    assert all(any(sums) for sums in expected.values())
    total = Sums(*(sum(one) for one in zip(*expected.values(), strict=True)))
    without = Sums(0, before["Without a link"].ideas + alone["sends"], before["Without a link"].votes + alone["votes"])
    for period in ("all", "30", "7"):
        found = figures(desk, period)
        rest = found.pop("Without a link")
        assert found == expected | {"All links": total}, period
        assert [sums.visits for sums in found.values()][:-1] == sorted(one.visits for one in expected.values())[::-1]
        sheet = exported(desk, period)
        assert sheet.pop("Without a link") == rest
        assert sheet == {("'" + name if name.startswith("=") else name): sums for name, sums in expected.items()}
        if period == "all":
            assert rest == without
    print(f"{VISITORS} visitors by {len(WAYS)} ways, {2 * len(NAMES)} robots: {3 * len(expected) + 2} figures exact,")
    print(f"of {total.visits} visits, {total.ideas} ideas and {total.votes} votes")


@SQLITE
def test_a_period_begins_at_midnight_of_its_first_day_and_ends_now(house: House):
    empty(house)
    desk, campaign, facebook = house.staff(Role.MODERATOR, "en"), house.campaign(), shares.CHANNELS[Network.FACEBOOK]
    now, zone = clock.now(), "Europe/Brussels"
    came_by = code(house, 0, facebook)
    with house.app.app_context(), transaction() as session:
        for days, visits in ((0, 1), (6, 2), (7, 4), (29, 8), (30, 16), (400, 32)):
            day = day_of(now - timedelta(days=days), zone)
            row = {"campaign_id": campaign, "day": day, "channel": facebook, "entry_number": 0, "visits": visits}
            session.add(ShareVisit(**row))
        ballots = session.query(Ballot).filter(Ballot.campaign_id == campaign).order_by(Ballot.accepted_at).limit(2)
        ids = [ballot.id for ballot in ballots]
        session.execute(update(BallotTrace).where(BallotTrace.ballot_id.in_(ids)).values(share_code=came_by))
        oldest = session.query(Entry).filter(Entry.campaign_id == campaign).order_by(Entry.received_at).limit(1).one()
        oldest.share_code = came_by
    assert [figures(desk, period)["Facebook"] for period in ("7", "30", "all")] == [(3, 0, 0), (15, 0, 2), (63, 1, 2)]
    assert figures(desk, "nonsense") == figures(desk)
    page = text(desk.get(f"{ROOM}?period=30"))
    counts = by_day(page)
    assert (len(counts), sum(counts), counts[-1], counts[0]) == (30, 15, 1, 8)
    weekly = text(desk.get(ROOM))
    assert "Visits a week through links" in weekly
    assert sum(by_day(weekly)) == 63


@SQLITE
def test_a_vote_that_does_not_count_is_nobodys(house: House):
    empty(house)
    facebook = code(house, 0, shares.CHANNELS[Network.FACEBOOK])
    come(house, facebook, 1, "votes")
    assert figures(house.staff(Role.MODERATOR, "en"))["Facebook"] == (1, 0, 1)
    with house.app.app_context(), transaction() as session:
        found = session.query(BallotTrace).filter(BallotTrace.share_code == facebook).one()
        session.execute(update(Ballot).where(Ballot.id == found.ballot_id).values(state="held"))
    assert figures(house.staff(Role.MODERATOR, "en"))["Facebook"] == (1, 0, 0)


@SQLITE
def test_before_anybody_came_the_page_says_so(house: House):
    empty(house)
    page = house.staff(Role.MANAGER, "en").get(ROOM)
    said = rooms.words(page)
    assert "No link was followed in this period." in said
    assert "Where a browser runs no JavaScript, the visit is counted, but the vote is not attributed." in said
    assert "chart--days" not in text(page)


@SQLITE
def test_a_label_gives_links_in_every_language_and_their_qr_codes(house: House):
    empty(house)
    label(house, "  Sur le   paquet ")
    client = house.staff(Role.MANAGER, "en")
    page = client.get(ROOM)
    copied = re.findall(r'data-copy="[^"]*/s/(\w+)"', text(page))
    assert [shares.read(one) for one in copied] == [
        shares.read(code(house, 0, PACKET, lang=lang)) for lang in ("fr", "nl", "en")
    ]
    assert "Sur le paquet" in rooms.words(page)
    assert figures(client)["Sur le paquet"] == (0, 0, 0)
    picture = client.get(rooms.room("sharing/labels/1/nl.svg"))
    assert (picture.status_code, picture.mimetype) == (200, "image/svg+xml")
    for missing in ("labels/2/nl.svg", "labels/1/de.svg"):
        assert client.get(rooms.room(f"sharing/{missing}")).status_code == 404
    for typed, wrong in (("", "Please fill this in."), ("SUR LE PAQUET", "There is a label of this name already.")):
        again = form(client.get(ROOM), "/labels").send(client, label=typed)
        assert again.status_code == 422
        assert rooms.wrong(again) == {"label": wrong}
    assert [one.details["label"] for one in rooms.records(house, "share.labelled")] == ["Sur le paquet"]


@SQLITE
def test_the_four_that_are_picked_stand_in_the_open_everywhere(house: House):
    client = house.staff(Role.MANAGER, "en")
    picked = ["bluesky", "copy", "qr", "mastodon"]
    assert form(client.get(ROOM), "/first").send(client, first=picked).status_code == 303
    page = client.get(ROOM)
    assert rooms.notices(page) == ["These four stand in the open from now on."]
    checked = re.findall(r'name="first" value="(\w+)" checked', text(page))
    assert sorted(checked) == sorted(picked)
    for address in (path("campaign", "en"), path("entry", "en", number=3)):
        assert list(links(house.visitor().get(address)))[:4] == ["Copy the link", "Bluesky", "Mastodon", "QR code"]
    wrong = form(client.get(ROOM), "/first").send(client, first=["x"])
    assert wrong.status_code == 422
    assert rooms.wrong(wrong) == {"first": "Please pick 4."}
    assert re.findall(r'name="first" value="(\w+)" checked', text(wrong)) == ["x"]


@SQLITE
def test_a_moderator_sees_the_figures_and_changes_nothing(house: House):
    client = house.staff(Role.MODERATOR, "en")
    page = text(client.get(ROOM))
    assert 'name="label"' not in page
    assert page.count("disabled") == len(re.findall('name="first"', page))
    for act in ("labels", "first"):
        assert rooms.send(client, f"{ROOM}/{act}", label="x", first="x").status_code == 403
    assert house.visitor().get(ROOM).status_code == 303
