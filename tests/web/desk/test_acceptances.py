"""Asking the winner at the desk: the question, what came back and who may read it, who stands ready, passing it on."""

from datetime import timedelta
from html import unescape
from uuid import UUID

import pytest

from contest import clock, worker
from contest.models import Acceptance, Audit, LocalMail, Outbox
from contest.rules.acceptances import Answer
from contest.rules.phases import PhaseKind
from contest.rules.roles import Role
from contest.web.desk import moments
from tests.inspector import InspectingClient
from tests.living import FINISHED, House
from tests.web import visits, winners
from tests.web.desk import rooms
from tests.web.winners import AGREED, DAY

ROOM, RESULT, ANNOUNCEMENT = (rooms.room(f"{part}/2") for part in ("acceptances", "results", "announcements"))
pytestmark = pytest.mark.parametrize(**rooms.SQLITE)


def won(house: House) -> tuple[InspectingClient, UUID]:
    """Somebody's idea is picked; their browser, and the idea."""
    author = house.visitor()
    entry = winners.sent(house, author)
    winners.picked(house, entry)
    return author, entry


def form(client: InspectingClient, part: str) -> visits.Form:
    return visits.form(client.get(ROOM), part)


def parts(client: InspectingClient) -> list[str]:
    """What can be done on the page."""
    return [one.action.rpartition("/")[2] for one in visits.forms(client.get(ROOM))]


def at(length: timedelta) -> str:
    return moments.typed(clock.now() + length, "Europe/Brussels")


def accepts(client: InspectingClient, entry: UUID, **typed: str) -> None:
    page = client.get(visits.path("acceptance", entry=entry.hex))
    assert visits.form(page, "/acceptance").send(client, **AGREED | typed).status_code == 303


def declines(client: InspectingClient, entry: UUID) -> None:
    page = client.get(visits.path("acceptance", entry=entry.hex))
    assert visits.form(page, "/decline").send(client, why="Non, merci.").status_code == 303


def test_a_pick_leads_to_the_question_which_leaves_in_the_author_s_language_signed(house: House):
    _, entry = won(house)
    client = house.staff(Role.MANAGER, "en")
    assert "has won; its author has not been asked yet." in rooms.words(client.get(ROOM))
    assert form(client, "/ask").send(client, answer_by=at(2 * DAY)).status_code == 303
    page = client.get(ROOM)
    assert rooms.notices(page) == ["The question is on its way to the winner."]
    assert "we wait for the answer until" in rooms.words(page)
    assert parts(client) == ["remind", "runner-up"]
    worker.run_once(house.app, clock.now())
    (mail,) = [mail for mail in visits.mails(house, visits.IDEA["address"]) if "/acceptance" in mail.plain]
    assert "Joris" in mail.plain
    assert mail.subject.startswith("À propos de votre idée")
    assert visits.path("acceptance", entry=entry.hex) in mail.plain
    assert "Asked, no answer yet." in rooms.words(client.get(ANNOUNCEMENT))


def test_picking_at_the_desk_ends_at_the_question(house: House):
    visits.move(house, PhaseKind.VOTE, closes=-2 * winners.HOUR)
    client = house.staff(Role.MANAGER, "en")
    assert visits.form(client.get(RESULT), "/close").send(client).status_code == 303
    assert "Possible once the winner is picked." in rooms.words(client.get(RESULT))
    done = visits.form(client.get(RESULT), "/pick").send(client)
    assert (done.status_code, done.location) == (303, ROOM)
    assert form(client, "/ask").send(client).status_code == 303
    # From here on nobody is picked any more.
    assert [one.action for one in visits.forms(client.get(RESULT))] == []


def test_a_moment_that_is_over_or_none_is_refused_and_stays(house: House):
    won(house)
    client = house.staff(Role.MANAGER, "en")
    for typed, said in (
        (at(-DAY), "This moment is over. Please choose a later one."),
        ("soon", "Please give a day and a time."),
    ):
        answer = form(client, "/ask").send(client, answer_by=typed)
        assert (answer.status_code, rooms.wrong(answer)) == (422, {"answer_by": said})
        assert visits.form(answer, "/ask").fields["answer_by"] == typed
    assert visits.rows(house, Acceptance, Acceptance.campaign_id == house.campaign()) == 0


def test_asked_twice_it_is_one_mail_and_reminded_once(house: House):
    _, entry = won(house)
    client = house.staff(Role.MANAGER, "en")
    ask = form(client, "/ask")
    assert [ask.send(client).status_code for _ in range(2)] == [303, 303]
    remind = form(client, "/remind")
    assert [remind.send(client).status_code for _ in range(2)] == [303, 303]
    assert parts(client) == ["runner-up"]
    for kind in ("asked", "reminded"):
        assert visits.rows(house, Outbox, Outbox.kind == f"mail.winner_{kind}") == 1
        assert len(rooms.records(house, f"acceptance.{kind}")) == 1 + (kind == "asked")
    worker.run_once(house.app, clock.now())
    assert visits.rows(house, LocalMail, LocalMail.plain.contains(entry.hex)) == 2


def test_a_reminder_that_has_become_pointless_does_not_leave(house: House):
    author, entry = won(house)
    client = house.staff(Role.MANAGER, "en")
    form(client, "/ask").send(client)
    remind = form(client, "/remind")
    remind.send(client)
    accepts(author, entry)
    worker.run_once(house.app, clock.now())
    assert visits.rows(house, LocalMail, LocalMail.plain.contains(f"{entry.hex}/acceptance")) == 0
    client.get(ROOM)
    late = remind.send(client)
    assert (late.status_code, rooms.notices(late)) == (409, ["There is no open question to remind of."])


def test_what_the_winner_said_in_private_is_read_by_those_who_hand_over_the_prize_only(house: House):
    author, entry = won(house)
    client = house.staff(Role.MANAGER, "en")
    form(client, "/ask").send(client)
    accepts(author, entry, shown_name="Noémie L.", words="Après cinq heures,\ns’il vous plaît.")
    page = rooms.words(client.get(ROOM))
    for said in ("Noémie Lambert", "18 or older", "0470 11 22 33", "Après cinq heures, s’il vous plaît.", "Noémie L."):
        assert said in page
    assert "its author accepted on" in page
    assert parts(client) == ["runner-up"]
    moderator = house.staff(Role.MODERATOR, "en")
    assert moderator.get(ROOM).status_code == 403
    for part in ("ask", "remind", "pass", "runner-up"):
        assert rooms.send(moderator, f"{ROOM}/{part}", entry=entry, reason="x", why="x").status_code == 403
    for address in (RESULT, rooms.room("queue?show=published"), rooms.room(f"queue/{entry}"), "/desk/"):
        assert "Lambert" not in unescape(visits.text(moderator.get(address)))


def test_below_the_age_of_the_prize_the_guardian_is_named(house: House):
    author, entry = won(house)
    client = house.staff(Role.MANAGER, "en")
    form(client, "/ask").send(client)
    guardian = {"of_age": "", "guardian": "Marc Lambert", "guardian_reach": "marc@example.org"}
    accepts(author, entry, **guardian)
    page = rooms.words(client.get(ROOM))
    assert "younger than 18" in page
    assert "Marc Lambert, marc@example.org" in page


def test_a_prize_declined_passes_on_with_a_reason_and_the_next_is_asked(house: House):
    author, entry = won(house)
    client = house.staff(Role.MANAGER, "en")
    form(client, "/ask").send(client)
    declines(author, entry)
    page = rooms.words(client.get(ROOM))
    assert "its author declined on" in page
    assert "Non, merci." in page
    assert parts(client) == ["ask", "runner-up", "pass"]
    silent = form(client, "/pass").send(client, reason=" ")
    assert (silent.status_code, rooms.wrong(silent)) == (422, {"reason": "Please say why in your own words."})
    done = form(client, "/pass").send(client, reason="They declined.")
    assert (done.status_code, done.location) == (303, ROOM)
    page = client.get(ROOM)
    assert rooms.notices(page) == ["The prize has passed to the runner-up. Nothing of it is public: now ask them."]
    assert "its author has not been asked yet" in rooms.words(page)
    assert str(entry) != visits.form(page, "/ask").fields["entry"]
    (record,) = rooms.records(house, "acceptance.passed")
    assert (record.details["from"], record.details["reason"]) == (str(entry), "They declined.")
    assert winners.acceptance(house, entry).answer is Answer.DECLINED


def test_too_late_it_may_be_asked_again_or_passed_on(house: House):
    author, entry = won(house)
    client = house.staff(Role.MANAGER, "en")
    form(client, "/ask").send(client)
    winners.goes_by(house, 15 * DAY)
    assert "no answer by" in rooms.words(client.get(ROOM))
    assert parts(client) == ["ask", "runner-up", "pass"]
    form(client, "/ask").send(client)
    accepts(author, entry)
    assert "its author accepted on" in rooms.words(client.get(ROOM))


def test_when_the_author_has_erased_their_data_it_can_only_pass_on(house: House):
    author, _ = won(house)
    client = house.staff(Role.MANAGER, "en")
    form(client, "/ask").send(client)
    visits.form(author.get(visits.path("erase")), "/erase").send(author)
    page = rooms.words(client.get(ROOM))
    assert "There is nobody to ask: the winner’s data are erased, or were never here." in page
    assert parts(client) == ["runner-up", "pass"]
    missing = rooms.words(client.get(ANNOUNCEMENT))
    assert "There is nobody to ask: the winner’s data are erased. Pass the prize to the runner-up." in missing
    assert form(client, "/pass").send(client, reason="They left.").status_code == 303


def test_who_stands_ready_is_shown_and_another_is_named_with_a_reason(house: House):
    won(house)
    client = house.staff(Role.MANAGER, "en")
    naming = form(client, "/runner-up")
    _, other = [one for one in offered(client) if one != naming.fields["entry"]][:2]
    refused = naming.send(client, entry=other, why=" ")
    assert refused.status_code == 422
    assert list(rooms.wrong(refused)) == ["why"]
    assert visits.form(refused, "/runner-up").fields["entry"] == other
    assert naming.send(client, entry=other, why="It is from the town.").status_code == 303
    assert form(client, "/runner-up").fields["entry"] == other
    assert len(rooms.records(house, "selection.runner_up")) == 1
    assert len([one for one in rooms.records(house, "selection.picked") if one.campaign_id == house.campaign()]) == 1


def offered(client: InspectingClient) -> list[str]:
    text = visits.text(client.get(ROOM)).partition("/runner-up")[2]
    return [piece.partition('"')[0] for piece in text.split('name="entry" value="')[1:]]


def test_nothing_can_be_asked_where_nobody_is_picked_and_no_vote_is(house: House):
    client = house.staff(Role.MANAGER, "en")
    page = client.get(ROOM)
    assert "Nobody is picked." in rooms.words(page)
    assert visits.forms(page) == []
    someone = visits.published(house)[0].id
    assert rooms.send(client, f"{ROOM}/ask", entry=someone, answer_by=at(DAY)).status_code == 422
    assert rooms.send(client, f"{ROOM}/ask", entry="nobody", answer_by=at(DAY)).status_code == 400
    assert client.get(rooms.room("acceptances/1")).status_code == 404
    assert visits.rows(house, Audit, Audit.verb.startswith("acceptance."), Audit.campaign_id == house.campaign()) == 0


def test_of_a_contest_that_is_over_the_answer_can_still_be_read(house: House):
    client = house.staff(Role.OWNER, "en")
    page = client.get(rooms.room("acceptances/2", FINISHED))
    assert "its author accepted on" in rooms.words(page)
    assert visits.forms(page) == []
