"""However many entries there are, a page asks the database the same number of questions."""

import pytest
from sqlalchemy import select, update

from contest.db import reading, transaction
from contest.models import Entry, Selection
from contest.rules.entries import EntryState
from tests.living import FINISHED, RUNNING, House
from tests.web.visits import path, published, sent_idea, statements, vote

PAGES = {
    "home": ("campaign", RUNNING),
    "gallery": ("entries", RUNNING),
    "newest": ("entries?order=newest", RUNNING),
    "search": ("entries?q=e", RUNNING),
    "entry": ("entry", RUNNING),
    "voted": ("voted", RUNNING),
    "ballot": ("ballot", RUNNING),
    "slip": ("slip", RUNNING),
    "results": ("results", RUNNING),
    "final results": ("results", FINISHED),
    "widget of the ideas": ("widget?gallery", RUNNING),
    "widget of the places": ("widget?leaderboard", RUNNING),
    "widget of the winner": ("widget?winner", FINISHED),
    "winner": ("announcement", FINISHED),
    "sitemap": ("sitemap", RUNNING),
    "card of an entry": ("card?entry-{number}-nl-wide-0123456789ab.jpg", RUNNING),
    "card of the winner": ("card?winner-2-nl-wide-0123456789ab.jpg", FINISHED),
}


def leave_one(house: House, slug: str, number: int) -> None:
    with house.app.app_context(), transaction() as session:
        gone = Entry.campaign_id == house.campaign(slug), Entry.number != number, Entry.state == EntryState.PUBLISHED
        session.execute(update(Entry).where(*gone).values(state=EntryState.WITHDRAWN))


def asked(house: House, number: dict[str, int]) -> dict[str, int]:
    found, client = {}, house.visitor()
    for what, (asked_for, slug) in PAGES.items():
        name, _, query = asked_for.format(number=number[slug]).partition("?")
        address = path(name, "nl", slug, position=2, number=number[slug], file=query, kind=query)
        address += f"?{query}" if query and name not in {"card", "widget"} else ""
        with statements(house) as sent:
            assert client.get(address).status_code == 200, address
        found[what] = len(sent)
    return found


def test_a_page_asks_as_much_for_one_entry_as_for_many(house: House):
    with house.app.app_context():
        winner = (
            reading()
            .scalars(select(Entry.number).join(Selection, Selection.entry_id == Entry.id).where(Selection.rank == 1))
            .one()
        )
    number = {RUNNING: published(house)[0].number, FINISHED: winner}
    asked(house, number)  # a connection's first questions
    many = asked(house, number)
    for slug, kept in number.items():
        leave_one(house, slug, kept)
    one = asked(house, number)
    assert one == many
    assert max(many.values()) <= 20


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_my_own_page_asks_as_much_for_one_idea_as_for_three(house: House):
    client = house.visitor()
    sent_idea(house, client)
    vote(house, house.visitor(), 3, "noemie@example.org")
    client.get(path("me"))
    with statements(house) as one:
        client.get(path("me"))
    for name in ("Deuxième", "Troisième"):
        sent_idea(house, client, name=name, address=None)
    with statements(house) as three:
        client.get(path("me"))
    assert len(one) == len(three) <= 12
