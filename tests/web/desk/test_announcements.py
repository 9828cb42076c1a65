"""Announcing at the desk: what is missing, the second it begins, what is public before and after, taking it back."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from contest import clock, worker
from contest.db import reading, transaction
from contest.models import Announcement, LocalMail, Selection
from contest.queries import results
from contest.rules.announcements import FIELDS
from contest.rules.phases import PhaseKind
from contest.rules.roles import Role
from contest.services import results as acts
from contest.services.accounts import rehearsal
from contest.web.desk import moments
from contest.words.readiness import TONGUES
from tests.living import FINISHED, LANGUAGES, House
from tests.services import polls
from tests.web import visits
from tests.web.desk import rooms

ROOM = rooms.room("announcements/2")
STORIES = {
    "fr": "Le public a choisi, de peu.",
    "nl": "Het publiek heeft gekozen, nipt.",
    "en": "The public has chosen, narrowly.",
}
HEADLINES = {"fr": "C’est décidé", "nl": "Het is beslist", "en": "It is decided"}
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.parametrize(**rooms.SQLITE)


def texts(**more: str) -> dict[str, str]:
    """Everything that has to be written."""
    return (
        {f"headline_{lang}": HEADLINES[lang] for lang in LANGUAGES}
        | {f"story_{lang}": STORIES[lang] for lang in LANGUAGES}
        | more
    )


def won(house: House) -> str:
    """The vote is over, its result closed, its first picked and agreed; the winner's name."""
    visits.move(house, PhaseKind.VOTE, closes=-2 * HOUR)
    phase, now = visits.phase(house, PhaseKind.VOTE), clock.now()
    with house.app.app_context():
        owner = rehearsal.person(Role.OWNER, lang="fr", now=now)
        acts.close(phase.campaign_id, phase.id, by=owner, now=now)
        first = results.standings(phase.campaign_id, phase.id)[0]
        acts.pick(phase.campaign_id, phase.id, first.entry_id, rank=1, reason="", by=owner, now=now)
        polls.accepted(phase.campaign_id, phase.id, by=owner)
    return visits.entry(house, first.entry_id).name


def writes(client, **typed: str | None):
    """Fill in the form of the page and send it."""
    return next(one for one in visits.forms(client.get(ROOM)) if one.action == ROOM).send(client, **typed)


def at(house: House, length: timedelta) -> str:
    """A moment from now, as the form holds it."""
    return moments.typed(clock.now() + length, "Europe/Brussels")


def goes_by(house: House, length: timedelta) -> None:
    """So much time goes by for the announcement."""
    with house.app.app_context(), transaction() as session:
        for row in session.scalars(select(Announcement)):
            row.opens -= length
            row.withdrawn_at = row.withdrawn_at and row.withdrawn_at - length


def public(house: House) -> dict[str, tuple[int, bool]]:
    """What the public gets of the winner's page in each language: the status, and whether it tells the story."""
    found = {}
    for lang in LANGUAGES:
        page = house.visitor().get(visits.path("announcement", lang=lang, position=2))
        main = visits.text(page).partition("<main")[2]
        found[lang] = (page.status_code, STORIES[lang] in unescape(main))
    assert all((status == 200) == told for status, told in found.values())
    return found


def nothing(house: House) -> bool:
    """Whether nobody learns anything: neither on the winner's page, nor in the history, nor at the short address."""
    history = rooms.words(house.visitor().get(visits.path("history", lang="en")))
    short = house.visitor().get(visits.path("winner")).status_code
    told = "The winner was announced." in history
    return (public(house), told, short) == (dict.fromkeys(LANGUAGES, (404, False)), False, 404)


def test_before_there_is_a_winner_everything_missing_is_named(house: House):
    page = rooms.words(house.staff(Role.MANAGER, "en").get(ROOM))
    assert "There is no winner to announce yet." in page
    for said in (
        "The result must be closed first.",
        "Nobody is picked as the winner yet.",
        *(f"A text is missing ({TONGUES[lang]})." for lang in LANGUAGES),
    ):
        assert said in page
    assert "5 are missing" in page


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("fr", "Il manque un texte (Nederlands)."),
        ("nl", "Er ontbreekt een tekst (Nederlands)."),
        ("en", "A text is missing (Nederlands)."),
    ],
)
def test_a_missing_text_is_named_by_language_and_what_was_written_is_kept(house: House, lang: str, said: str):
    won(house)
    client = house.staff(Role.MANAGER, lang)
    answer = writes(client, **texts(story_nl=" ", headline_fr="x" * 121))
    assert answer.status_code == 422
    assert list(rooms.wrong(answer)) == ["headline_fr", "story_nl"]
    assert rooms.wrong(answer)["story_nl"] == said
    kept = next(one for one in visits.forms(answer) if one.action == ROOM).fields
    assert {name: kept[name].strip() for name in texts()} == texts(story_nl="", headline_fr="x" * 121)
    assert visits.rows(house, Announcement) == 1


def test_announced_now_it_is_public_in_every_language_and_told_in_the_history(house: House):
    name = won(house)
    client = house.staff(Role.MANAGER, "en")
    assert nothing(house)
    assert writes(client, **texts(), when="now").status_code == 303
    page = client.get(ROOM)
    assert rooms.notices(page) == ["The winner is announced."]
    assert "The winner is public since" in rooms.words(page)
    assert public(house) == dict.fromkeys(LANGUAGES, (200, True))
    winner = house.visitor().get(visits.path("winner"))
    assert (winner.status_code, winner.location) == (302, visits.path("announcement", position=2))
    assert name in unescape(visits.text(house.visitor().get(winner.location)))
    assert "The winner was announced." in rooms.words(house.visitor().get(visits.path("history", lang="en")))


def test_at_a_set_second_nothing_is_public_before_and_everything_after(house: House):
    won(house)
    client = house.staff(Role.MANAGER, "en")
    assert writes(client, **texts(), when="at", at=at(house, 24 * HOUR)).status_code == 303
    page = client.get(ROOM)
    assert rooms.notices(page) == ["It is written, and will be public at its second."]
    assert "The winner will be public on" in rooms.words(page)
    assert nothing(house)
    goes_by(house, 24 * HOUR - timedelta(seconds=30))
    assert nothing(house)
    goes_by(house, timedelta(seconds=31))
    assert public(house) == dict.fromkeys(LANGUAGES, (200, True))


def test_before_its_second_staff_see_it_by_links_of_their_own_that_nobody_keeps(house: House):
    client = house.staff(Role.MANAGER, "en")
    won(house)
    writes(client, **texts(), when="at", at=at(house, 24 * HOUR))
    links = re.findall(r'href="(/\w\w/[^"]+\?preview=[^"]+)" hreflang="(\w\w)"', visits.text(client.get(ROOM)))
    assert [lang for _, lang in links] == list(LANGUAGES)
    for address, lang in links:
        seen = house.visitor().get(unescape(address))
        assert (seen.status_code, STORIES[lang] in unescape(visits.text(seen))) == (200, True)
        assert "no-store" in seen.headers["Cache-Control"]
        assert "noindex" in visits.text(seen)
    forged = unescape(links[0][0])[:-3] + "xyz"
    assert house.visitor().get(forged).status_code == 403
    assert nothing(house)


def test_a_second_that_is_over_or_missing_is_refused_and_stays_ticked(house: House):
    won(house)
    client = house.staff(Role.MANAGER, "en")
    for moment, said in (
        (at(house, -HOUR), "This moment is over. Choose a later one, or announce now."),
        ("", "Please give a day and a time."),
        ("0001-01-01T00:00:00", "Please give a day and a time."),
        ("tomorrow", "Please give a day and a time."),
    ):
        answer = writes(client, **texts(), when="at", at=moment)
        assert (answer.status_code, rooms.wrong(answer)) == (422, {"opens": said})
        form = next(one for one in visits.forms(answer) if one.action == ROOM)
        assert (form.fields["when"], form.fields["at"]) == ("at", moment)
    assert visits.rows(house, Announcement) == 1


def test_the_second_is_the_campaigns_wall_clock(house: House):
    won(house)
    client = house.staff(Role.MANAGER)
    year = clock.now().year + 1
    writes(client, **texts(), when="at", at=f"{year}-07-01T12:00:07")
    with house.app.app_context():
        opens = reading().scalar(select(Announcement.opens).order_by(Announcement.opens.desc()).limit(1))
    assert opens is not None
    assert opens.isoformat() == f"{year}-07-01T10:00:07+00:00"
    assert visits.forms(client.get(ROOM))[0].fields["at"] == f"{year}-07-01T12:00:07"


def test_amended_it_keeps_its_second_and_every_text(house: House):
    client, room = house.staff(Role.OWNER, "en"), rooms.room("announcements/2", FINISHED)
    with house.app.app_context():
        before = reading().scalars(select(Announcement)).one()
    form = visits.forms(client.get(room))[0]
    assert form.fields["when"] == "at"
    assert form.send(client, headline_fr="Une nouvelle phrase", when="now").status_code == 303
    with house.app.app_context():
        after = reading().scalars(select(Announcement)).one()
    assert after.opens == before.opens
    assert after.texts == before.texts | {"fr": before.texts["fr"] | {"headline": "Une nouvelle phrase"}}
    assert set(before.texts["fr"]) == set(FIELDS)


def test_what_stands_is_kept_as_it_is_when_the_form_is_sent_untouched(house: House):
    client, room = house.staff(Role.OWNER), rooms.room("announcements/2", FINISHED)
    assert visits.forms(client.get(room))[0].send(client).status_code == 303
    assert house.visitor().get(visits.path("announcement", campaign=FINISHED, position=2)).status_code == 200


def test_taken_back_with_a_reason_it_is_gone_and_the_history_says_why(house: House):
    won(house)
    client = house.staff(Role.MANAGER, "en")
    writes(client, **texts(), when="now")
    form = visits.form(client.get(ROOM), "/withdraw")
    answer = form.send(client, reason=" ")
    assert (answer.status_code, list(rooms.wrong(answer))) == (422, ["reason"])
    assert public(house) == dict.fromkeys(LANGUAGES, (200, True))
    assert form.send(client, reason="The recipe was not theirs.").status_code == 303
    assert public(house) == dict.fromkeys(LANGUAGES, (404, False))
    history = rooms.words(house.visitor().get(visits.path("history", lang="en")))
    assert "The announcement was withdrawn. Reason: The recipe was not theirs." in history
    page = client.get(ROOM)
    assert "The announcement was taken back on" in rooms.words(page)
    again = visits.forms(page)[0]
    assert again.fields["when"] == "now"
    assert again.send(client).status_code == 303
    assert public(house) == dict.fromkeys(LANGUAGES, (200, True))


def test_what_is_written_early_is_kept_unseen_until_it_is_announced(house: House):
    client = house.staff(Role.MANAGER, "en")
    form = next(one for one in visits.forms(client.get(ROOM)) if one.action == ROOM)
    kept = client.post(f"{ROOM}/keep", data={**form.fields, "headline_fr": "C’est décidé", "story_nl": "Nipt."})
    assert (kept.status_code, nothing(house)) == (303, True)
    page = client.get(ROOM)
    assert "It is written and kept; nobody sees it" in rooms.words(page)
    form = next(one for one in visits.forms(page) if one.action == ROOM)
    assert (form.fields["headline_fr"], form.fields["story_nl"]) == ("C’est décidé", "Nipt.")
    long = client.post(f"{ROOM}/keep", data={**form.fields, "headline_fr": "x" * 121})
    assert (long.status_code, list(rooms.wrong(long))) == (422, ["headline_fr"])
    won(house)
    assert writes(client, **texts(), when="now").status_code == 303
    assert public(house) == dict.fromkeys(LANGUAGES, (200, True))
    late = client.post(f"{ROOM}/keep", data={**form.fields, "headline_fr": "Autre"})
    assert "It is announced, or has its moment already" in rooms.words(late)


def test_the_moment_of_the_schedule_is_proposed(house: House):
    won(house)
    visits.move(house, PhaseKind.ANNOUNCEMENT, opens=3 * HOUR)
    fields = next(one for one in visits.forms(house.staff(Role.MANAGER, "en").get(ROOM)) if one.action == ROOM).fields
    assert (fields["when"], fields["at"]) == (
        "at",
        moments.typed(visits.phase(house, PhaseKind.ANNOUNCEMENT).opens, "Europe/Brussels"),
    )


def test_taken_back_before_its_second_nothing_is_told(house: House):
    won(house)
    client = house.staff(Role.MANAGER, "en")
    writes(client, **texts(), when="at", at=at(house, HOUR))
    assert visits.form(client.get(ROOM), "/withdraw").send(client, reason="Not yet.").status_code == 303
    goes_by(house, 2 * HOUR)
    assert nothing(house)


def test_what_is_not_written_is_not_taken_back(house: House):
    client = house.staff(Role.MANAGER, "en")
    answer = rooms.send(client, f"{ROOM}/withdraw", reason="No.")
    assert (answer.status_code, rooms.notices(answer)) == (422, ["There is no announcement to withdraw."])


def test_a_winner_who_is_no_longer_public_is_not_announced(house: House):
    won(house)
    client = house.staff(Role.MANAGER, "en")
    with house.app.app_context():
        winner = reading().scalars(select(Selection.entry_id).where(Selection.campaign_id == house.campaign())).one()
    visits.decide(house, winner, visits.DecisionKind.REMOVE, "danger")
    answer = writes(client, **texts(), when="now")
    assert (answer.status_code, rooms.notices(answer)) == (422, ["A picked idea is not published any more."])


def test_only_who_may_write_to_the_winner_reads_the_address(house: House):
    won(house)
    address = re.findall(r"<dd>(\S+@demo\.invalid)</dd>", visits.text(house.staff(Role.MANAGER).get(ROOM)))
    assert len(address) == 1
    moderator = house.staff(Role.MODERATOR)
    assert moderator.get(ROOM).status_code == 403
    pages = [moderator.get(path) for path in (rooms.room("results/2"), rooms.room("queue?show=published"), "/desk/")]
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert not [page for page in pages if address[0] in visits.text(page) or "@demo.invalid" in visits.text(page)]


def test_the_winner_is_written_to_in_their_language_signed(house: House):
    won(house)
    client = house.staff(Role.MANAGER, "en")
    page = client.get(ROOM)
    address = re.findall(r"<dd>(\S+@demo\.invalid)</dd>", visits.text(page))
    thread = client.get(rooms.link(page, "Write to the winner"))
    form = visits.forms(thread)[0]
    assert form.send(client, text="Could we call you tomorrow?").status_code == 303
    assert rooms.notices(client.get(form.action)) == ["Your letter is on its way."]
    worker.run_once(house.app, clock.now())
    with house.app.app_context():
        (mail,) = reading().scalars(select(LocalMail))
    assert [mail.recipient] == address
    assert "Could we call you tomorrow?" in mail.plain
    assert "Joris" in mail.plain


def test_a_moderator_neither_reads_nor_writes_nor_takes_back_an_announcement(house: House):
    client = house.staff(Role.MODERATOR)
    for path in (ROOM, rooms.room("announcements/2", FINISHED)):
        assert client.get(path).status_code == 403
        assert rooms.send(client, path, **texts(), when="now").status_code == 403
        assert rooms.send(client, f"{path}/withdraw", reason="No.").status_code == 403
    assert visits.rows(house, Announcement, Announcement.withdrawn_at.is_(None)) == 1
