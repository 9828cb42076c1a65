"""A vote's result at the desk: not before its time, closed once, a winner picked with a reason where one is owed."""

import re
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import insert, select

from contest import clock
from contest.db import reading, transaction
from contest.models import Campaign, CampaignText, Entry, EntryVersion
from contest.queries import results
from contest.rules.roles import Role
from tests.inspector import InspectingClient
from tests.living import FINISHED, House
from tests.services.polls import HOUR, Poll, make_poll
from tests.web import visits
from tests.web.desk import rooms

alone = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
PACKETS = ("Sel", "Vinaigre", "Paprika")


@dataclass
class Vote:
    """A small vote, and the manager who watches over it."""

    app: Flask
    poll: Poll
    slug: str
    manager: InspectingClient

    @property
    def room(self) -> str:
        """Where its result is."""
        return rooms.room("results/1", self.slug)

    def votes(self, **number: int) -> None:
        """So many people vote for these."""
        with self.app.app_context():
            for name, count in number.items():
                for _ in range(count):
                    self.poll.cast(self.poll.participant(), name)

    def ends(self, ago: timedelta = HOUR) -> None:
        """The vote ended this long ago."""
        with self.app.app_context():
            self.poll.over(ago)

    def closes(self):
        """Press the button of the page."""
        return visits.form(self.manager.get(self.room), "/close").send(self.manager)

    def picks(self, name: str, reason: str = ""):
        """Tick an idea, give a reason, press the button."""
        form = visits.form(self.manager.get(self.room), "/pick")
        return form.send(self.manager, entry=str(self.poll.entries[name]), reason=reason)

    def picked(self) -> list[tuple[str, str]]:
        """Who is picked, and why."""
        names = {entry: name for name, entry in self.poll.entries.items()}
        with self.app.app_context():
            found = results.selections(self.poll.campaign, self.poll.phase)
            return [(names[row.entry_id], row.reason) for row in found]


@pytest.fixture
def vote(app: Flask) -> Vote:
    with app.app_context():
        poll = make_poll(*PACKETS)
        slug = reading().scalars(select(Campaign.slug).where(Campaign.id == poll.campaign)).one()
        now = clock.now()
        rows = [
            {
                "campaign_id": poll.campaign,
                "entry_id": entry,
                "version": 1,
                "form_version": 1,
                "answers": {"name": name, "inspiration": "", "ingredients": []},
                "created_at": now,
            }
            for name, entry in poll.entries.items()
        ]
        text = {"campaign_id": poll.campaign, "lang": "en", "changed_at": now}
        with transaction() as session:
            session.execute(insert(EntryVersion), rows)
            session.execute(insert(CampaignText), [{**text, "field": "name", "text": "Salt or vinegar"}])
    return Vote(app, poll, slug, House(app).staff(Role.MANAGER, "en"))


def ticked(page) -> str:
    """Which idea stands ticked."""
    return visits.form(page, "/pick").fields.get("entry", "")


def test_while_the_vote_runs_it_is_not_closed_and_that_is_said(vote: Vote):
    vote.votes(Sel=1)
    page = vote.manager.get(vote.room)
    assert "The vote is still running." in rooms.words(page)
    assert visits.forms(page) == []
    answer = rooms.send(vote.manager, f"{vote.room}/close")
    assert (answer.status_code, rooms.notices(answer)) == (409, ["The vote is still running."])
    with vote.app.app_context():
        assert results.result(vote.poll.campaign, vote.poll.phase) is None


@alone
@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("fr", "Les voix reçues à temps peuvent encore être confirmées pendant 30 minutes après la fin."),
        ("nl", "30 minuten"),
        ("en", "Votes received in time may be confirmed for 30 minutes after the close."),
    ],
)
def test_in_the_time_to_confirm_it_is_not_closed(vote: Vote, lang: str, said: str):
    vote.ends(timedelta(minutes=29))
    client = House(vote.app).staff(Role.MANAGER, lang)
    answer = rooms.send(client, f"{vote.room}/close")
    assert answer.status_code == 409
    assert said in " ".join(rooms.notices(answer))
    assert said in rooms.words(client.get(vote.room))


def test_closed_the_figures_stand_and_the_first_is_ticked(vote: Vote):
    vote.votes(Sel=2, Vinaigre=1)
    vote.ends()
    assert vote.closes().status_code == 303
    page = vote.manager.get(vote.room)
    assert rooms.notices(page) == ["The result is closed: these figures no longer change."]
    assert "“Sel” is first: 2 votes." in rooms.words(page)
    assert ticked(page) == str(vote.poll.entries["Sel"])
    rows = re.findall(r'<th scope="row"><span[^>]*>([^<]+)</span>.*?figure">(\d+)</td>', visits.text(page), re.DOTALL)
    assert rows == [("Sel", "2"), ("Vinaigre", "1")]


@alone
def test_closing_again_changes_nothing(vote: Vote):
    vote.votes(Sel=1)
    vote.ends()
    form = visits.form(vote.manager.get(vote.room), "/close")
    assert [form.send(vote.manager).status_code for _ in range(2)] == [303, 303]
    assert len(rooms.records(House(vote.app), "result.closed")) == 1


@alone
def test_nobody_voted_and_that_is_said(vote: Vote):
    assert "No vote has been counted yet." in rooms.words(vote.manager.get(vote.room))
    vote.ends()
    vote.closes()
    assert vote.manager.get(vote.room).status_code == 200


@alone
def test_the_first_is_picked_without_a_reason_and_asking_is_next(vote: Vote):
    vote.votes(Sel=2, Vinaigre=1)
    vote.ends()
    vote.closes()
    answer = visits.form(vote.manager.get(vote.room), "/pick").send(vote.manager)
    assert (answer.status_code, answer.location) == (303, rooms.room("acceptances/1", vote.slug))
    assert vote.picked() == [("Sel", "")]
    assert "Nothing is public yet" in rooms.words(vote.manager.get(answer.location))
    page = rooms.words(vote.manager.get(rooms.room("announcements/1", vote.slug)))
    assert "“Sel” has won; nobody knows yet." in page


def test_another_than_the_first_is_picked_with_a_reason_only(vote: Vote):
    vote.votes(Sel=2, Vinaigre=1)
    vote.ends()
    vote.closes()
    answer = vote.picks("Vinaigre", "  ")
    assert (answer.status_code, list(rooms.wrong(answer))) == (422, ["reason"])
    assert ticked(answer) == str(vote.poll.entries["Vinaigre"])
    assert vote.picked() == []
    assert vote.picks("Vinaigre", "Salt cannot be made.").status_code == 303
    assert vote.picked() == [("Vinaigre", "Salt cannot be made.")]
    page = vote.manager.get(vote.room)
    assert "Salt cannot be made." in rooms.words(page)
    assert ticked(page) == str(vote.poll.entries["Vinaigre"])


def test_a_tie_is_shown_none_is_ticked_and_the_choice_is_owed_a_reason(vote: Vote):
    vote.votes(Sel=2, Paprika=2, Vinaigre=1)
    vote.ends()
    vote.closes()
    page = vote.manager.get(vote.room)
    assert "Several ideas share the first place: somebody has to decide." in rooms.words(page)
    assert visits.text(page).count('<abbr title="shared with others">=</abbr>') == 2
    assert ticked(page) == ""
    answer = vote.picks("Paprika")
    assert (answer.status_code, list(rooms.wrong(answer))) == (422, ["reason"])
    assert ticked(answer) == str(vote.poll.entries["Paprika"])
    assert vote.picks("Paprika", "Received first.").status_code == 303
    assert vote.picked() == [("Paprika", "Received first.")]


@alone
def test_another_pick_replaces_the_one_before(vote: Vote):
    vote.votes(Sel=2, Vinaigre=1)
    vote.ends()
    vote.closes()
    vote.picks("Vinaigre", "First thought.")
    vote.picks("Sel")
    assert vote.picked() == [("Sel", "")]


@alone
def test_what_is_not_in_the_result_is_not_picked(vote: Vote):
    vote.votes(Sel=1)
    assert rooms.send(vote.manager, f"{vote.room}/pick", entry=str(UUID(int=7))).status_code == 422
    vote.ends()
    vote.closes()
    answer = rooms.send(vote.manager, f"{vote.room}/pick", entry=str(UUID(int=7)), reason="I like it.")
    assert answer.status_code == 422
    assert "This idea is not in the result." in rooms.words(answer)
    assert rooms.send(vote.manager, f"{vote.room}/pick", entry="first").status_code == 400
    assert vote.picked() == []


@alone
def test_a_moderator_reads_the_figures_and_neither_closes_nor_picks(vote: Vote):
    vote.votes(Sel=1)
    vote.ends()
    client = House(vote.app).staff(Role.MODERATOR, "en")
    page = client.get(vote.room)
    assert "A campaign manager closes the result." in rooms.words(page)
    assert visits.forms(page) == []
    assert rooms.link(page, "Write the announcement") == ""
    typed = {"entry": str(vote.poll.entries["Sel"])}
    assert rooms.send(client, f"{vote.room}/close").status_code == 403
    vote.closes()
    assert rooms.send(client, f"{vote.room}/pick", **typed).status_code == 403
    assert visits.forms(client.get(vote.room)) == []
    assert vote.picked() == []


@pytest.mark.parametrize(**rooms.SQLITE)
@pytest.mark.parametrize("lang", ["fr", "nl", "en"])
def test_the_figures_of_the_desk_are_those_of_the_public(house: House, lang: str):
    client = house.staff(Role.OWNER, lang)
    for slug in (rooms.RUNNING, FINISHED):
        page = client.get(rooms.room("results/2", slug))
        ours = re.findall(r'<th scope="row"><span lang="\w+">([^<]+)</span>', visits.text(page))
        theirs = rooms.words(house.visitor().get(visits.path("results", campaign=slug, position=2)))
        assert len(ours) == min(24, len(visits.published(house, slug)))
        assert [name for name in ours if rooms.even(name) not in theirs] == []


@pytest.mark.parametrize(**rooms.SQLITE)
def test_only_a_vote_has_a_result(house: House):
    client = house.staff(Role.OWNER)
    for position in (1, 3, 9):
        assert client.get(rooms.room(f"results/{position}")).status_code == 404
    # What was sent on before the vote is announced too.
    statuses = [client.get(rooms.room(f"announcements/{position}")).status_code for position in (1, 3, 9)]
    assert statuses == [200, 404, 404]


@pytest.mark.parametrize(**rooms.SQLITE)
def test_announced_the_winner_is_not_picked_again(house: House):
    client, rooms_of = house.staff(Role.OWNER, "en"), rooms.room("results/2", FINISHED)
    assert [one.action for one in visits.forms(client.get(rooms_of))] == []
    other = visits.published(house, FINISHED)[0].id
    answer = rooms.send(client, f"{rooms_of}/pick", entry=str(other), reason="I changed my mind.")
    assert (answer.status_code, rooms.notices(answer)) == (
        422,
        ["The winner is announced. Withdraw the announcement first."],
    )
    assert visits.rows(house, Entry, Entry.id == other) == 1
