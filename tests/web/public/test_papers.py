"""Filling in a ballot paper as a browser does it, with and without scripts; and how the figures say it was counted."""

import re
from datetime import timedelta

import pytest
from markupsafe import escape
from sqlalchemy import delete, select

from contest.db import reading, transaction
from contest.models import Ballot, BallotEvent, BallotLog, BallotTrace, Candidate, Staff, Tally, Turnout
from contest.rules.papers import Method
from contest.rules.phases import PhaseKind
from contest.services import results, sequencer
from migrations import guards
from tests.living import LANGUAGES, House
from tests.web.visits import form, move, path, phase, published, said, set_phase, text, typed_code, wrong

SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
ADDRESS = "wout@example.org"
PAPER = path("paper", position=2)
STANDING = (2, 3, 5, 7)
RECEIPT = re.compile(r"<strong>([0-9A-Z]{4}-[0-9A-Z]{4})</strong>")


def a_vote(house: House, method: Method, **settings: object) -> dict[int, str]:
    """The running vote, empty, with four ideas in it; their names by number."""
    set_phase(house, PhaseKind.VOTE, method=method.value, picked=True, **settings)
    vote = phase(house, PhaseKind.VOTE)
    ideas = {row.number: row for row in published(house) if row.number in STANDING}
    with house.app.app_context(), transaction() as session:
        guards.lift(session.connection())
        for table in (BallotTrace, BallotLog, BallotEvent, Ballot, Tally, Turnout):
            session.execute(delete(table).where(table.campaign_id == vote.campaign_id))
        session.add_all(
            Candidate(campaign_id=vote.campaign_id, phase_id=vote.id, entry_id=row.id) for row in ideas.values()
        )
    return {number: row.name for number, row in ideas.items()}


def boxes(page) -> dict[str, str]:
    """What stands in the form's hidden fields and its address."""
    return form(page, "/paper").fields


def confirmed(house: House, client, sent, address: str = ADDRESS):
    """The code is typed; the page it leads to."""
    answer = typed_code(house, client, sent.location, address)
    assert (answer.status_code, answer.location) == (303, PAPER)
    return client.get(PAPER)


def test_several_ideas_are_chosen_confirmed_and_changed(house: House):
    names = a_vote(house, Method.SEVERAL, choices=2)
    client = house.visitor()
    shelf = text(client.get(path("ballot", position=2)))
    assert {number for number in range(1, 40) if f'/vote/2/{number}"' in shelf} == set(STANDING)
    coming = client.get(path("slip", position=2, number=3))
    assert (coming.status_code, coming.location) == (302, f"{PAPER}?mark=3")
    page = client.get(coming.location)
    assert boxes(page)["mark"] == "3"
    for marks, reason in (([], "paper"), ([2, 3, 5], "paper"), ([2, 99], "paper")):
        refused = form(page, "/paper").send(client, address=ADDRESS, mark=marks)
        assert (refused.status_code, wrong(refused)) == (422, [reason]), marks
        assert boxes(refused)["address"] == ADDRESS
    refused = form(page, "/paper").send(client, address="", mark=[2, 3])
    assert (refused.status_code, wrong(refused)) == (422, ["address"])
    assert text(refused).count("checked") == 2
    sent = form(refused, "/paper").send(client, address=ADDRESS, mark=[2, 3])
    assert sent.status_code == 303, said(sent)
    end = confirmed(house, client, sent)
    assert all(names[number] in text(end) for number in (2, 3))
    first = RECEIPT.findall(text(end))
    again = client.get(f"{PAPER}?again=1")
    changed = form(again, "/paper").send(client, mark=[5, 7])
    assert (changed.status_code, changed.location) == (303, PAPER)
    now = client.get(PAPER)
    assert names[5] in text(now)
    assert names[2] not in text(now)
    assert RECEIPT.findall(text(now)) != first
    # Sent once more, from the page that was open: the same ballot.
    assert form(again, "/paper").send(client, mark=[5, 7]).location == PAPER
    here = Ballot.phase_id == phase(house, PhaseKind.VOTE).id
    with house.app.app_context():
        states = reading().scalars(select(Ballot.state).where(here).order_by(Ballot.accepted_at)).all()
        assert [state.value for state in states] == ["superseded", "counted"]


@SQLITE
def test_a_ranking_is_put_in_order_without_a_script_and_nothing_typed_is_lost(house: House):
    names = a_vote(house, Method.RUNOFF)
    client = house.visitor()
    page = client.get(f"{PAPER}?mark=7")
    order = [7]
    for press, expected in (("in:3", [7, 3]), ("in:5", [7, 3, 5]), ("up:5", [7, 5, 3]), ("out:7", [5, 3])):
        page = form(page, "/paper").send(client, address=ADDRESS, mark=order, move=press)
        assert page.status_code == 200
        ranked = re.search(r"data-ranked>(.*?)</ol>", text(page), re.DOTALL)
        assert ranked is not None
        order = [int(number) for number in re.findall(r'data-card="(\d+)"', ranked[1])]
        assert order == expected, press
        assert boxes(page)["address"] == ADDRESS
    sent = form(page, "/paper").send(client, mark=order)
    end = text(confirmed(house, client, sent))
    assert end.index(names[5]) < end.index(names[3])
    assert names[7] not in end


@SQLITE
def test_stars_are_given_and_shown(house: House):
    names = a_vote(house, Method.STARS)
    client = house.visitor()
    page = client.get(PAPER)
    assert (wrong(form(page, "/paper").send(client, address=ADDRESS))) == ["paper"]
    sent = form(page, "/paper").send(client, address=ADDRESS, **{"stars-2": "4", "stars-3": "1", "stars-5": "0"})
    assert sent.status_code == 303, said(sent)
    end = text(confirmed(house, client, sent))
    assert re.search(rf"{re.escape(names[2])}</a>\s*<span class=\"small\">4 étoiles", end)
    assert names[5] not in end


@SQLITE
def test_the_paper_is_not_there_where_one_idea_is_chosen_and_shut_where_the_vote_is(house: House):
    assert house.visitor().get(PAPER).status_code == 404
    a_vote(house, Method.STARS)
    client = house.visitor()
    page = client.get(PAPER)
    move(house, PhaseKind.VOTE, closes=timedelta(0))
    late = form(page, "/paper").send(client, address=ADDRESS, **{"stars-2": "4"})
    assert late.status_code == 409
    assert "<form" not in re.sub(r"<header.*?</header>", "", text(client.get(PAPER)), flags=re.DOTALL)


@SQLITE
@pytest.mark.parametrize("method", [Method.RUNOFF, Method.SCHULZE])
def test_the_figures_of_a_ranking_say_round_by_round_how_it_was_counted(house: House, method: Method):
    names = a_vote(house, method, exposure="live")
    for number, marks in enumerate([[2, 3], [2], [3, 5], [3], [5, 3], [7, 5]]):
        client = house.visitor()
        address = f"{number}{ADDRESS}"
        sent = form(client.get(PAPER), "/paper").send(client, address=address, mark=marks)
        confirmed(house, client, sent, address)
    vote = phase(house, PhaseKind.VOTE)
    with house.app.app_context():
        sequencer.run(vote.opens)
    live = text(house.visitor().get(path("results", position=2)))
    assert "2 premières places" in live
    assert "data-ranked" not in live
    move(house, PhaseKind.VOTE, closes=-timedelta(hours=1))
    with house.app.app_context():
        someone = reading().scalars(select(Staff.id)).first()
        figures = results.close(vote.campaign_id, vote.id, by=someone, now=vote.closes)
        assert sequencer.verify() == []
    assert figures["counted"] == 6
    for lang in LANGUAGES:
        page = text(house.visitor().get(path("results", lang, position=2)))
        assert page.count('<section class="round">') == (3 if method is Method.RUNOFF else 0), lang
        assert ('class="duels"' in page) == (method is Method.SCHULZE)
        assert all(str(escape(name)) in page for name in names.values())
