"""The queue over all campaigns, alive; two dozen at once; what others are asked; what the public and the author see."""

import json
import re
from uuid import UUID

import pytest
from sqlalchemy import select, update

from contest import clock, worker
from contest.db import reading, transaction
from contest.models import Campaign, Entry, Joining, Staff, Tally
from contest.rules.entries import EntryState
from contest.rules.phases import PhaseKind
from contest.rules.roles import Role
from contest.services import moderation, sequencer
from contest.services.accounts import departments
from tests.living import FINISHED, LANGUAGES, House
from tests.web import visits
from tests.web.desk import rooms
from tests.web.framed import Framed

pytestmark = pytest.mark.parametrize(**rooms.SQLITE)
QUEUE = rooms.room("queue")
WORDS = "Deux mots de trop, le reste est très bien."


def live(client, path: str, tag: str = ""):
    return client.get(path, headers={"If-None-Match": tag} if tag else {})


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_list_holds_what_waits_in_all_campaigns_and_keeps_that_over_an_idea(house: House, lang: str):
    with house.app.app_context(), transaction() as session:
        other = house.campaign(FINISHED)
        session.execute(
            update(Entry)
            .where(Entry.campaign_id == other, Entry.number == 1)
            .values(state=EntryState.PENDING, waiting_since=clock.now())
        )
    client = house.staff(Role.MODERATOR, lang)
    page = client.get("/desk/queue")
    assert len(rooms.listed(page)) == len(rooms.waiting(house)) + 1
    taken = rooms.send(client, "/desk/queue/open", of="all")
    assert taken.location == f"{QUEUE}/{rooms.waiting(house)[0]}?of=all"
    shown = client.get(taken.location)
    assert rooms.listed(shown) == rooms.listed(page)
    back = visits.form(shown, "/release").send(client)
    assert back.location == "/desk/queue"
    # Who works in one campaign only is shown that one; a department's are found by their filter.
    els = rooms.colleague(house, "Els", FINISHED)
    assert rooms.listed(els.get("/desk/queue")) == rooms.waiting(house, FINISHED)


def test_the_list_lives_by_a_small_answer_that_is_not_sent_twice(house: House):
    client, entry = house.staff(Role.MODERATOR, "en"), rooms.waiting(house)[0]
    first = live(client, f"{QUEUE}/live")
    told = json.loads(visits.text(first))
    assert (told["interval"], told["counts"]["waiting"], told["lines"][str(entry)]["note"]) == (8, "23", "")
    assert live(client, f"{QUEUE}/live", first.headers["ETag"]).status_code == 304
    els = rooms.colleague(house, "Els", rooms.RUNNING)
    rooms.send(els, f"{QUEUE}/open", entry=str(entry))
    told = json.loads(visits.text(live(client, f"{QUEUE}/live", first.headers["ETag"])))
    assert told["lines"][str(entry)]["note"] == "Els is reading it"
    # A page that is left says so, and wants no answer.
    assert rooms.send(els, f"{QUEUE}/{entry}/release", left="1").status_code == 204
    assert live(client, f"{QUEUE}/live").headers["ETag"] == first.headers["ETag"]


def test_two_dozen_plain_ones_are_published_but_those_ticked_and_all_is_taken_back(house: House):
    client, everything = house.staff(Role.MODERATOR, "en"), rooms.waiting(house)
    plain = rooms.waiting(house, rooms.RUNNING, Entry.attention == 0)
    noticed = set(everything) - set(plain)
    assert noticed
    rooms.send(rooms.colleague(house, "Els", rooms.RUNNING), f"{QUEUE}/open", entry=str(plain[1]))
    page = client.get(f"{QUEUE}/grid")
    ideas = re.findall(r'name="idea" value="([^"]+)"', visits.text(page))
    assert [UUID(one.partition(":")[0]) for one in ideas] == [plain[0], *plain[2:]]
    rooms.send(house.staff(Role.MANAGER), f"{QUEUE}/open", entry=str(plain[3]))
    sent = {"idea": ideas, "out": [str(plain[0])], "key": visits.form(page, "/grid/publish").fields["key"]}
    # A reader who loads the answer again sends the same form once more.
    for _ in range(2):
        done = rooms.send(client, f"{QUEUE}/grid/publish", **sent)
    assert f"{len(plain) - 3} ideas are published. 1 was left out:" in rooms.words(done)
    assert "Joris is looking at this idea." in rooms.words(done)
    assert sorted(rooms.waiting(house)) == sorted([*noticed, plain[0], plain[1], plain[3]])
    back = visits.form(client.get(QUEUE), "/undo").send(client)
    assert rooms.notices(client.get(back.location)) == [f"{len(plain) - 3} decisions are taken back."]
    assert rooms.waiting(house) == everything
    refused = {"idea": ideas, "out": [str(plain[0])], "words": WORDS}
    assert rooms.wrong(rooms.send(client, f"{QUEUE}/grid/refuse", **refused)).keys() == {"reason"}
    assert "1 idea is refused." in rooms.words(rooms.send(client, f"{QUEUE}/grid/refuse", reason="danger", **refused))
    assert rooms.send(client, f"{QUEUE}/grid/publish").status_code == 409
    assert rooms.send(client, f"{QUEUE}/grid/publish", idea="x").status_code == 400


def test_a_department_is_asked_and_answers_in_the_queue(house: House):
    client, entry = house.staff(Role.MODERATOR, "en"), rooms.waiting(house)[0]
    els = rooms.colleague(house, "Els", rooms.RUNNING)
    assert "Ask a department" not in rooms.words(client.get(f"{QUEUE}/{entry}"))
    with house.app.app_context(), transaction() as session:
        someone = session.scalars(
            update(Staff).where(Staff.first_name == "Els").returning(Staff.id).values(title="lawyer")
        ).one()
        legal = departments.add("Legal", by=someone, now=clock.now())
        departments.place(someone, legal, by=someone, now=clock.now())
    form = visits.form(client.get(f"{QUEUE}/{entry}/escalate"), "/escalate")
    assert rooms.wrong(form.send(client, department=str(legal), note=" ")).keys() == {"note"}
    assert form.send(client, department="x", note="?").status_code == 409
    assert form.send(client, department=str(legal), note="May we name him?").status_code == 303
    listed = els.get(f"{QUEUE}?show=escalated&at={legal.hex}")
    assert rooms.listed(listed) == [entry]
    answering = visits.form(els.get(f"{QUEUE}/{entry}"), "/advise")
    assert rooms.wrong(answering.send(els, answer="")).keys() == {"answer"}
    assert answering.send(els, answer="By first name.").status_code == 303
    assert "By first name." in rooms.words(client.get(f"{QUEUE}/{entry}"))


def test_two_people_refuse_and_the_second_sees_what_the_first_wrote(house: House):
    with house.app.app_context(), transaction() as session:
        session.execute(update(Campaign).values(second_person=True))
    client, entry = house.staff(Role.MODERATOR, "en"), rooms.waiting(house)[0]
    els = rooms.colleague(house, "Els", rooms.RUNNING)
    form = visits.form(client.get(f"{QUEUE}/{entry}/refuse"), "/refuse")
    assert rooms.wrong(form.send(client, reason="danger", ground="law")).keys() == {"law"}
    form.send(client, reason="danger", words=WORDS)
    assert "Nadia proposes to refuse it" in rooms.words(els.get(f"{QUEUE}/{entry}"))
    own = visits.form(client.get(f"{QUEUE}/{entry}"), "/agree")
    assert own.send(client).status_code == 409
    visits.form(els.get(f"{QUEUE}/{entry}"), "/agree").send(els)
    assert visits.entry(house, entry).state is EntryState.REFUSED
    # By night, one alone; a colleague looks at it.
    other = rooms.waiting(house)[0]
    alone = visits.form(client.get(f"{QUEUE}/{other}/refuse"), "/refuse")
    alone.send(client, reason="danger", alone="Nobody is here.")
    assert rooms.listed(els.get(f"{QUEUE}?show=alone")) == [other]
    visits.form(els.get(f"{QUEUE}/{other}"), "/review").send(els)
    assert rooms.listed(els.get(f"{QUEUE}?show=alone")) == []


def test_a_correction_is_seen_word_by_word_and_accepted(house: House):
    visitor = house.visitor()
    sent = visits.sent_idea(house, visitor)
    client = house.staff(Role.MODERATOR, "en")
    form = visits.form(client.get(f"{QUEUE}/{sent}/correct"), "/correct")
    assert rooms.wrong(form.send(client)).keys() == {"name"}
    assert form.send(client, name="Pâté en croûte du lundi").status_code == 303
    page = visitor.get(visits.path("my_entry", entry=sent.hex))
    assert re.findall(r"<(?:del|ins)><span[^>]*>[^<]*</span>([^<]*)<", visits.text(page)) == ["dimanche", "lundi"]
    assert visits.form(page, "/accept").send(visitor).status_code == 303
    found = visits.entry(house, sent)
    assert (found.state, found.name) == (EntryState.PUBLISHED, "Pâté en croûte du lundi")
    assert visits.form(page, "/accept").send(visitor).status_code == 303


def test_equal_ideas_are_joined_the_address_leads_on_and_the_author_reads_it(house: House):
    visitor = house.visitor()
    sent, kept = visits.sent_idea(house, visitor), visits.published(house)[0]
    client = house.staff(Role.MODERATOR, "en")
    page = client.get(f"{QUEUE}/{sent}/merge?into={kept.number}")
    assert kept.name in rooms.words(page)
    form = visits.form(page, "/merge")
    assert rooms.wrong(form.send(client, into="99999")).keys() == {"into"}
    assert form.send(client, words=WORDS).status_code == 303
    number = visits.entry(house, sent).number
    answer = house.visitor().get(visits.path("entry", number=number))
    assert (answer.status_code, answer.location) == (301, visits.path("entry", number=kept.number))
    assert "Noémie, Huy" in rooms.words(house.visitor().get(answer.location))
    mine = rooms.words(visitor.get(visits.path("my_entry", entry=sent.hex)))
    assert kept.name in mine
    assert WORDS in mine


def test_joined_while_people_vote_everybody_reads_it_and_a_page_of_before_still_votes(house: House):
    # By the rules the first received stays.
    kept, gone, *_ = sorted(visits.published(house), key=lambda one: (one.received_at, one.number))
    visits.set_phase(house, PhaseKind.VOTE, excluded_by_one=100_000)
    early, late, frame = house.visitor(), house.visitor(), Framed(house)
    visits.vote(house, early, gone.number, "wout@example.org")
    slip = visits.form(late.get(visits.path("slip", position=2, number=gone.number)))
    there = visits.path("kiosk_slip", position=2, number=gone.number)
    kiosk, framed = visits.form(late.get(there)), frame.get(visits.path("widget_slip", number=gone.number))
    client = house.staff(Role.MODERATOR, "en")
    where = f"{QUEUE}/{gone.id}/merge"
    # What it changes is seen first: before there is nothing to send.
    first = client.get(where)
    assert "People are voting on this idea." in rooms.words(first)
    assert [one for one in visits.forms(first) if one.action.endswith("/merge")] == []
    page = client.get(f"{where}?into={kept.number}")
    assert "once joined" in rooms.words(page)
    form = visits.form(page, "/merge")
    assert rooms.wrong(form.send(client, told=" ")).keys() == {"told"}
    done = form.send(client, told="Le même chicon.")
    after = client.get(done.location)
    assert "The two are one now" in rooms.words(after)
    assert visits.text(after).count("/undo") == 0
    worker.run_once(house.app, clock.now())
    # Results, history and every receipt say it; so does the page of who voted for the one that is gone.
    history = rooms.words(house.visitor().get(visits.path("history")))
    assert f"les votes pour le n° {gone.number} comptent pour le n° {kept.number}" in history
    results = rooms.words(house.visitor().get(visits.path("results", position=2)))
    mine = early.get(early.get(visits.path("slip", position=2, number=gone.number)).location)
    receipt = early.get(rooms.link(mine, "Vérifier"))
    for said in (results, rooms.words(receipt)):
        assert "Deux idées ont été réunies pendant le vote" in said
        assert "Le même chicon." in said
    assert f"votre vote compte pour {kept.name}" in rooms.words(mine)
    # Sent from a page of before, it is a vote for the one that is kept.
    visits.typed_code(house, late, slip.send(late, address="lore@example.org").location, "lore@example.org")
    frame.confirms(frame.sends(framed, address="emma@example.org"), "emma@example.org")
    assert kiosk.send(late, address="jan@example.org").status_code == 303
    phone = visits.form(late.get(visits.link(house, "jan@example.org"))).send(late)
    assert phone.location == visits.path("slip", position=2, number=kept.number)
    # So does the address of its slip, which may be printed somewhere.
    for address in (there, visits.path("widget_slip", number=gone.number)):
        assert kept.name in rooms.words(house.visitor().get(address))
    worker.run_once(house.app, clock.now())
    with house.app.app_context():
        assert sequencer.verify() == []
        (joining,) = reading().scalars(select(Joining)).all()
        assert reading().get(Tally, (joining.campaign_id, joining.phase_id, gone.id)).votes == 0


def test_the_public_log_tells_when_and_why_where_the_campaign_wants_it(house: House):
    where = visits.path("decisions")
    assert house.visitor().get(where).status_code == 404
    client = house.staff(Role.MANAGER, "en")
    settings = visits.form(client.get(rooms.room("settings")), "")
    settings.action = rooms.room("settings")
    assert settings.send(client, public_decisions="1", languages=None).status_code == 303
    entry = rooms.waiting(house)[0]
    name = visits.entry(house, entry).name
    visits.decide(house, entry, visits.DecisionKind.REFUSE, reason="danger")
    line = "Danger pour la santé (règle 4.6)."
    # What may still be taken back is not told.
    before = rooms.words(house.visitor().get(where)).count(line)
    rooms.goes_by(house, moderation.UNDO)
    told = rooms.words(house.visitor().get(where))
    assert told.count(line) == before + 1
    assert name not in told


def test_answers_kept_ready_begin_a_letter_and_a_note_stands_over_the_queue(house: House):
    client, entry = house.staff(Role.MODERATOR, "en"), rooms.waiting(house)[0]
    form = visits.forms(client.get(rooms.room("answers")))[-1]
    assert rooms.wrong(form.send(client, name="Magasin", lang="fr", text="{nom}")).keys() == {"text"}
    for lang in ("fr", "nl"):
        assert form.send(client, name="Magasin", lang=lang, text=f"{lang}: {{idea}}").status_code == 303
    shown = client.get(f"{QUEUE}/{entry}/ask")
    lang = "nl" if "in Dutch" in rooms.words(shown) else "fr"
    (answer,) = re.findall(r'<option value="(\w{32})">Magasin', visits.text(shown))
    begun = visits.form(shown, "/ask").fields | {"words": "Bravo.", "begin": "1", "answer": answer}
    page = client.post(f"{QUEUE}/{entry}/asking", data=begun)
    name = visits.entry(house, entry).name
    assert visits.form(page, "/ask").fields["words"].strip() == f"Bravo.\n\n{lang}: {name}"


def test_what_changed_since_one_read_it_is_told_however_often_it_did(house: House):
    visitor = house.visitor()
    sent = visits.sent_idea(house, visitor)
    client = house.staff(Role.MODERATOR, "en")
    form = visits.form(client.get(f"{QUEUE}/{sent}"), "/publish")
    for name in ("Un autre nom", "Un tout autre nom"):
        mine = visits.form(visitor.get(visits.path("my_entry", entry=sent.hex)), sent.hex)
        assert mine.send(visitor, name=name).status_code == 303
    told = form.send(client)
    assert told.status_code == 409
    assert "What the author changed since version 1" in rooms.words(told)
    assert "dimanche" in visits.text(told)
