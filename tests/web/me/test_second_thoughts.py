"""Mine, on second thoughts: what we ask to be changed is sent back, a refusal is explained and appealed against."""

import pytest

from contest import clock, worker
from contest.models import Appeal
from contest.rules.entries import DecisionKind, EntryState
from contest.rules.objections import Objection
from contest.rules.roles import Role
from contest.services import moderation
from contest.services.accounts import rehearsal
from contest.words import catalogues, phrases, reasons
from tests import pictures
from tests.living import House
from tests.web.desk import rooms
from tests.web.proposals import fetched, photo
from tests.web.visits import decide, entry, form, forms, mails, path, rows, said, sent_idea, text, versions, wrong

SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
WORDS = "Enlevez le nom du magasin, le reste est très bien."


def asked(house: House, entry_id) -> None:
    with house.app.app_context():
        now = clock.now()
        by = rehearsal.person(Role.MODERATOR, lang="fr", now=now)
        campaign = house.campaign("le-gout-d-apres")
        kind = DecisionKind.REQUEST_CHANGES
        moderation.decide(campaign, entry_id, version=1, kind=kind, words=WORDS, by=by, now=now)


def test_what_we_ask_for_is_on_the_page_and_in_a_mail_and_is_sent_back(house: House):
    client = house.visitor()
    sent = sent_idea(house, client)
    asked(house, sent)
    rooms.goes_by(house, moderation.UNDO)
    worker.run_once(house.app, clock.now())
    mail = mails(house, "noemie@example.org")[0]
    assert WORDS in mail.plain
    assert path("my_entry", entry=sent.hex) in mail.plain
    page = client.get(path("my_entry", entry=sent.hex))
    assert WORDS in text(page)
    assert catalogues.gettext("fr", "What we ask you to change") in text(page)
    back = form(page, sent.hex).send(client, name="Sans le magasin")
    assert back.status_code == 303
    assert (entry(house, sent).state, entry(house, sent).version) == (EntryState.PENDING, 2)
    assert WORDS not in text(client.get(path("my_entry", entry=sent.hex)))


@SQLITE
def test_a_picture_is_added_changed_and_taken_away_while_the_idea_waits(house: House):
    client = house.visitor()
    sent = sent_idea(house, client)
    address = path("my_entry", entry=sent.hex)
    edit = form(client.get(address), sent.hex)
    silent = edit.send(client, picture=photo(pictures.jpeg()))
    assert (silent.status_code, wrong(silent)) == (422, ["alternative"])
    broken = edit.send(client, picture=photo(pictures.truncated_jpeg()), alternative="Un paquet ouvert sur une table.")
    assert (broken.status_code, wrong(broken)) == (422, ["picture"])
    assert (
        edit.send(client, picture=photo(pictures.jpeg()), alternative="Un paquet ouvert sur une table.").status_code
        == 303
    )
    first = entry(house, sent).picture_id
    assert first is not None
    assert fetched(client, f"{address}/picture").status_code == 200
    assert form(client.get(address), sent.hex).send(client, name="Autre nom").status_code == 303
    assert entry(house, sent).picture_id == first
    assert form(client.get(address), sent.hex).send(client, drop="1").status_code == 303
    assert entry(house, sent).picture_id is None
    assert [version.picture_id for version in versions(house, sent)] == [None, first, first, None]


def test_a_refusal_says_why_and_is_appealed_against_once(house: House):
    client, stranger = house.visitor(), house.visitor()
    sent = sent_idea(house, client)
    decide(house, sent, DecisionKind.REFUSE, "danger")
    address = path("my_entry", entry=sent.hex)
    page = client.get(address)
    assert reasons.reason("fr", "danger").mail.split(".")[0] in text(page).replace("&#39;", "'")
    appeal = form(page, "/appeal")
    empty = appeal.send(client, appeal=" ")
    assert (empty.status_code, wrong(empty)) == (422, ["appeal"])
    assert appeal.send(stranger, appeal="Ce n’est pas dangereux.").status_code in (303, 400)
    assert rows(house, Appeal) == 0
    for _ in range(2):
        assert appeal.send(client, appeal="Ce n’est pas dangereux.").status_code == 303
    assert rows(house, Appeal) == 1
    assert entry(house, sent).state is EntryState.PENDING
    again = client.get(address)
    assert not [one for one in forms(again) if one.action.endswith("/appeal")]
    assert catalogues.gettext(
        "fr", "You appealed on %(moment)s. A colleague who had not decided before answers it.", moment=""
    )[:22] in text(again)
    decide(house, sent, DecisionKind.REFUSE, "danger", Role.MANAGER)
    late = appeal.send(client, appeal="Encore.")
    assert late.status_code == 409
    assert said(late) == [phrases.objection("fr", Objection("appeal_not_possible"))]
