"""Mine: found again without a password, changed while it waits, taken back, erased; nobody else's."""

import re
from uuid import UUID

import pytest
from sqlalchemy import inspect, select
from sqlalchemy import text as sql

from contest import clock, worker
from contest.db import database, reading
from contest.models import (
    Ballot,
    Consent,
    Entry,
    Message,
    Participant,
    ParticipantSession,
    Picture,
    PictureState,
)
from contest.rules.ballots import BallotState
from contest.rules.entries import DecisionKind, EntryState
from contest.rules.objections import Objection
from contest.rules.phases import PhaseKind
from contest.services import keys, participants, sequencer
from contest.words import phrases
from tests import pictures
from tests.living import FINISHED, LANGUAGES, ME, RUNNING, House
from tests.web.proposals import ALTERNATIVE, empty_form, send_photo
from tests.web.visits import (
    IDEA,
    SECOND,
    decide,
    entry,
    form,
    forms,
    link,
    mails,
    move,
    path,
    publish,
    rows,
    said,
    sent_idea,
    text,
    typed_code,
    versions,
    vote,
    wrong,
)

SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)


@SQLITE
def test_without_a_cookie_every_page_leads_to_the_link(house: House):
    client, sent = house.visitor(), sent_idea(house, house.visitor())
    for lang in LANGUAGES:
        for name in ("me", "my_entry", "my_picture", "erase"):
            answer = client.get(path(name, lang, entry=sent.hex))
            assert (answer.status_code, answer.location) == (303, path("link_again", lang)), name
    for forged in ("x", "0" * 64, ""):
        client.set_cookie(ME, forged)
        assert client.get(path("me")).location == path("link_again")


@SQLITE
def test_my_page_shows_my_ideas_and_my_vote_and_is_kept_nowhere(house: House):
    client = house.visitor()
    sent = sent_idea(house, client)
    form(client.get(path("slip", position=2, number=3))).send(client)
    for lang in LANGUAGES:
        page = client.get(path("me", lang))
        assert IDEA["name"] in text(page)
        assert path("my_entry", lang, entry=sent.hex) in text(page)
        assert re.search(r"<strong>[0-9A-Z]{4}-[0-9A-Z]{4}</strong>", text(page))
        assert page.headers["Cache-Control"] == "private, no-cache"
        assert '<meta name="robots" content="noindex">' in text(page)
    # One campaign's cookie opens no other campaign.
    assert client.get(path("me", campaign=FINISHED)).location == path("link_again", campaign=FINISHED)


def test_send_me_my_link_again_answers_the_same_to_a_known_and_an_unknown_address(house: House):
    sent_idea(house, house.visitor())
    for_known, for_unknown = house.visitor(), house.visitor()
    answers = []
    for client, address in ((for_known, IDEA["address"]), (for_unknown, "nobody@example.org")):
        before = len(mails(house, address))
        sent = form(client.get(path("link_again"))).send(client, address=address)
        page = client.get(sent.location)
        without_secrets = text(page).replace(sent.location.rpartition("/")[2], "")
        shown = re.sub(r'value="[^"]+"', "", without_secrets)
        answers.append((sent.status_code, sent.headers["Content-Length"], page.status_code, shown))
        answers[-1] += (tuple(sorted(name for name, _ in sent.headers)),)
        assert len(mails(house, address)) == before + (address == IDEA["address"])
    assert answers[0] == answers[1]


@SQLITE
def test_the_link_again_opens_my_page_by_its_code_or_by_its_click(house: House):
    sent_idea(house, house.visitor())
    by_code, by_click = house.visitor(), house.visitor()
    sent = form(by_code.get(path("link_again"))).send(by_code, address=IDEA["address"])
    done = typed_code(house, by_code, sent.location, IDEA["address"])
    assert (done.status_code, done.location) == (303, path("me"))
    assert IDEA["name"] in text(by_code.get(path("me")))
    sent = form(by_click.get(path("link_again"))).send(by_click, address=" NOEMIE@example.org ")
    assert sent.status_code == 303
    assert form(by_click.get(link(house, IDEA["address"]))).send(by_click).location == path("me")
    assert IDEA["name"] in text(by_click.get(path("me")))


@SQLITE
def test_a_guess_at_an_unknown_address_opens_nothing(house: House):
    client = house.visitor()
    sent = form(client.get(path("link_again"))).send(client, address="nobody@example.org")
    for guess in ("000000", "123456", "", "x"):
        answer = forms(client.get(sent.location))[0].send(client, code=guess)
        assert said(answer) == [phrases.objection("fr", Objection("mail_code_wrong"))]
    assert rows(house, Participant, Participant.voter_key.is_(None)) == 0
    assert client.get_cookie(ME) is None


@SQLITE
def test_what_is_no_address_is_said_beside_its_field(house: House):
    client = house.visitor()
    for typed in ("", "noemie", "@"):
        answer = form(client.get(path("link_again"))).send(client, address=typed)
        assert (answer.status_code, wrong(answer), form(answer).fields["address"]) == (422, ["address"], typed)


def test_an_idea_that_waits_can_be_changed_and_a_moderator_sees_the_change(house: House):
    client = house.visitor()
    sent = sent_idea(house, client)
    page = client.get(path("my_entry", entry=sent.hex))
    edit = form(page, sent.hex)
    assert edit.fields["name"] == IDEA["name"]
    assert edit.fields["ingredients"] == "Moutarde, cornichon"
    short = edit.send(client, name="Autre nom", inspiration="court")
    assert (short.status_code, wrong(short)) == (422, ["inspiration"])
    assert form(short, sent.hex).fields["name"] == "Autre nom"
    saved = edit.send(client, name="Autre nom", town="", state="published")
    assert (saved.status_code, saved.location) == (303, path("my_entry", entry=sent.hex) + "?saved=1")
    assert client.get(saved.location).status_code == 200
    row = entry(house, sent)
    assert (row.name, row.state, row.version, row.shown_author) == ("Autre nom", EntryState.PENDING, 2, "Noémie")
    assert [version.answers["name"] for version in versions(house, sent)] == [IDEA["name"], "Autre nom"]
    # The same again is no new version; what another window shows is not overwritten.
    assert edit.send(client, name="Autre nom", town="").status_code == 303
    stale = edit.send(client, name="Troisième nom")
    assert stale.status_code == 409
    assert said(stale) == [phrases.objection("fr", Objection("version_changed"))]
    assert entry(house, sent).version == 2


@SQLITE
@pytest.mark.parametrize("kind", [DecisionKind.PUBLISH, DecisionKind.REFUSE])
def test_what_was_decided_can_no_longer_be_changed_and_the_page_says_why(house: House, kind: DecisionKind):
    client = house.visitor()
    sent = sent_idea(house, client)
    edit = form(client.get(path("my_entry", entry=sent.hex)), sent.hex)
    decide(house, sent, kind, "danger")
    answer = edit.send(client, name="Trop tard")
    assert answer.status_code == 409
    assert said(answer) == [phrases.objection("fr", Objection("entry_not_editable"))]
    assert entry(house, sent).name == IDEA["name"]
    assert not [one for one in forms(client.get(path("my_entry", entry=sent.hex))) if one.action.endswith(sent.hex)]


def test_an_idea_taken_back_is_off_the_shelf_at_once(house: House):
    client = house.visitor()
    sent = sent_idea(house, client)
    number = publish(house, sent)
    page = client.get(path("my_entry", entry=sent.hex))
    assert path("entry", number=number) in text(page)
    back = form(page, "/withdraw")
    assert back.send(client).status_code == 303
    assert back.send(client).status_code == 303
    assert entry(house, sent).state is EntryState.WITHDRAWN
    assert house.visitor().get(path("entry", number=number)).status_code == 404
    mine = client.get(path("my_entry", entry=sent.hex))
    assert mine.status_code == 200
    assert [one for one in forms(mine) if sent.hex in one.action] == []


@SQLITE
def test_anothers_idea_is_not_there(house: House):
    nadia, wout = house.visitor(), house.visitor()
    hers = sent_idea(house, nadia)
    his = sent_idea(house, wout, address="wout@example.org", name="Autre chose")
    edit = form(wout.get(path("my_entry", entry=his.hex)), his.hex)
    answers = [wout.get(path(name, entry=hers.hex)) for name in ("my_entry", "my_picture")]
    acts = [path("my_entry", entry=hers.hex) + action for action in ("", "/withdraw", "/messages")]
    answers += [wout.post(act, data=edit.fields) for act in acts]
    answers += [wout.get(path("my_entry", entry=unknown)) for unknown in (UUID(int=7).hex, "x", "0" * 31)]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert (entry(house, hers).state, entry(house, hers).version) == (EntryState.PENDING, 1)
    assert len({re.sub(r"\s+", "", text(answer)) for answer in answers}) == 1


@SQLITE
def test_without_the_sessions_own_token_nothing_is_changed(house: House):
    client = house.visitor()
    sent = sent_idea(house, client)
    own = path("my_entry", entry=sent.hex)
    for address in (own, own + "/withdraw", own + "/messages", path("out"), path("erase")):
        for data in ({}, {"csrf_token": "forged"}):
            assert client.post(address, data=data).status_code == 400, address
    assert entry(house, sent).state is EntryState.PENDING
    assert client.get(path("me")).status_code == 200


@SQLITE
def test_forgetting_a_browser_leaves_the_others_alone(house: House):
    first, second = house.visitor(), house.visitor()
    sent_idea(house, first)
    again = form(second.get(path("link_again"))).send(second, address=IDEA["address"])
    typed_code(house, second, again.location, IDEA["address"])
    out = form(first.get(path("me")), "/out")
    kept = first.get_cookie(ME)
    assert kept is not None
    assert out.send(first).status_code == 303
    assert first.get_cookie(ME) is None
    assert second.get(path("me")).status_code == 200
    # Also for who kept the cookie: the row is what counts.
    first.set_cookie(ME, kept.value)
    assert first.get(path("me")).status_code == 303


@SQLITE
@pytest.mark.parametrize("ends", ["/out", "/erase"])
def test_a_browser_is_known_in_each_contest_by_itself(house: House, ends: str):
    client, address, contests = house.visitor(), "wout@example.org", (RUNNING, FINISHED)
    vote(house, client, 3, address)
    with house.app.app_context():
        there = house.campaign(FINISHED)
        given = {"voter_key": keys.voter_key(there, address), "address_sealed": keys.seal_address(there, address)}
        participants.make(there, lang="fr", now=clock.now(), **given)
    asked = form(client.get(path("link_again", campaign=FINISHED))).send(client, address=address)
    assert typed_code(house, client, asked.location, address).status_code == 303
    assert [client.get(path("me", campaign=contest)).status_code for contest in contests] == [200, 200]
    assert "address" not in form(client.get(path("slip", position=2, number=5))).fields
    kept = client.get_cookie(f"me-{FINISHED}")
    assert kept is not None
    # Of no use in another contest, whatever it is called there.
    stranger = house.visitor()
    stranger.set_cookie(ME, kept.value)
    assert stranger.get(path("me")).status_code == 303
    # Forgotten or erased in one, known in the other.
    where = path("me" if ends == "/out" else "erase", campaign=FINISHED)
    assert form(client.get(where), ends).send(client).status_code in {200, 303}
    assert [client.get(path("me", campaign=contest)).status_code for contest in contests] == [200, 303]
    assert (client.get_cookie(ME) is None, client.get_cookie(f"me-{FINISHED}")) == (False, None)
    client.set_cookie(f"me-{FINISHED}", kept.value)
    assert client.get(path("me", campaign=FINISHED)).status_code == 303


def test_erasing_leaves_nothing_of_a_person_and_the_count_as_it_adds_up(house: House):
    client, other = house.visitor(), house.visitor()
    page = empty_form(client)
    photo = pictures.phone_photo(6, (800, 600))
    sent = send_photo(client, page, photo, **IDEA, alternative=ALTERNATIVE)
    done = typed_code(house, client, sent.location, IDEA["address"])
    shown = UUID(done.location.partition("/entries/")[2][:32])
    number = publish(house, shown)
    waiting = sent_idea(house, client, name="Une deuxième", address=None)
    form(client.get(path("slip", position=2, number=3))).send(client)
    vote(house, other, number, "wout@example.org")
    # A draft somebody began and sent to themselves, and a form sent twice.
    assert page.send(client, **(IDEA | {"name": "Autre"})).status_code in {303, 409}
    picture, author = entry(house, shown).picture_id, entry(house, shown).participant_id
    assert picture is not None
    confirmed = rows(house, Ballot, Ballot.state == BallotState.COUNTED)

    assert form(client.get(path("erase")), "/erase").send(client).status_code == 200
    worker.run_once(house.app, clock.now())

    assert client.get_cookie(ME) is None
    assert client.get(path("me")).status_code == 303
    assert house.visitor().get(path("entry", number=number)).status_code == 404
    where = path("picture", campaign_id=house.campaign().hex, picture=picture.hex, width=320)
    assert house.visitor().get(where, buffered=True).status_code == 404
    assert rows(house, Ballot, Ballot.state == BallotState.COUNTED) == confirmed - 1
    with house.app.app_context():
        assert sequencer.verify() == []
        person = reading().scalars(select(Participant).where(Participant.id == author)).one()
        assert (person.voter_key, person.address_sealed, person.first_name, person.town) == (None, None, "", "")
        assert reading().scalars(select(Entry).where(Entry.id == waiting)).all() == []
        assert reading().get(Picture, (house.campaign(), picture)).state is PictureState.ERASED
        media = house.app.config["SETTINGS"].media / house.campaign().hex / picture.hex
        assert not media.exists() or not list(media.iterdir())
        for table in (Consent, Message):
            assert reading().scalars(select(table).where(table.entry_id.in_([shown, waiting]))).all() == []
        assert (
            reading().scalars(select(ParticipantSession).where(ParticipantSession.participant_id == author)).all() == []
        )
    row, (version,) = entry(house, shown), versions(house, shown)
    assert (row.name, row.shown_author, row.folded, row.state) == ("", "", "", EntryState.WITHDRAWN)
    assert version.answers == {}
    assert words_left(house) == []
    # Who voted for it keeps a ballot that is told; the address is as new.
    assert "Noémie" not in text(other.get(path("me")))
    again = sent_idea(house, house.visitor())
    assert entry(house, again).participant_id != author


def words_left(house: House) -> list[tuple[str, str]]:
    """Where in the database, the mails kept for development aside, something of the person still stands."""
    found, words = [], ("noemie@", "Noémie", IDEA["name"])
    with house.app.app_context():
        for name in inspect(database.engine).get_table_names():
            if name == "local_mail" or name.startswith("entry_search"):
                continue
            for row in reading().execute(sql(f'SELECT * FROM "{name}"')):
                said_here = repr(tuple(row))
                found += [(name, word) for word in words if word in said_here]
    return found


@SQLITE
def test_erasing_is_explained_before_and_a_closed_vote_stays_a_number(house: House):
    client = house.visitor()
    vote(house, client, 3, "wout@example.org")
    explained = client.get(path("erase", "en"))
    assert "This cannot be undone." in text(explained)
    counted = rows(house, Ballot, Ballot.state == BallotState.COUNTED)
    move(house, PhaseKind.VOTE, opens=-86400 * SECOND, closes=-7200 * SECOND)
    assert form(explained, "/erase").send(client).status_code == 200
    worker.run_once(house.app, clock.now())
    assert rows(house, Ballot, Ballot.state == BallotState.COUNTED) == counted
    with house.app.app_context():
        assert sequencer.verify() == []
