"""The fair-play desk: found, looked at, held, answered, excluded by two; and what the public reads afterwards."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import insert, select

from contest import clock
from contest.db import new_id, reading, transaction
from contest.models import Ballot, BallotEvent, BallotTrace, Outbox, Participant
from contest.queries import clusters, tally
from contest.rules.ballots import BallotState, EventKind
from contest.rules.phases import PhaseKind
from contest.rules.receipts import RANDOM_BYTES, receipt_of
from contest.rules.roles import Role
from contest.services import fairplay, keys, results, sequencer
from contest.services.accounts import rehearsal
from tests.living import House
from tests.web.desk import rooms
from tests.web.visits import form, forms, move, path, phase, published, set_phase, text

ROOM = rooms.room("fair-play")
MACHINE = 40


def machine(house: House) -> UUID:
    """Forty votes of a machine, counted and found; the idea they are for."""
    campaign, vote, entry, now = house.campaign(), phase(house, PhaseKind.VOTE), published(house)[3], clock.now()
    rows: dict[type, list[dict]] = {Participant: [], Ballot: [], BallotEvent: [], BallotTrace: []}
    with house.app.app_context():
        for number in range(MACHINE):
            here = {"campaign_id": campaign}
            ballot, address = new_id(), f"machine{number}@example.org"
            at = now - timedelta(minutes=30) + timedelta(seconds=20 * number)
            key = keys.voter_key(campaign, address)
            known = {"voter_key": key, "address_sealed": keys.seal_address(campaign, address)}
            rows[Participant].append(here | known | {"id": new_id(), "lang": "fr", "confirmed_at": now})
            cast = {"bucket": "all", "slot": 1, "revision": 1, "lang": "fr", "state": BallotState.COUNTED}
            named = {"idempotency_key": address, "nonce_commitment": key, "choices": [str(entry.id)]}
            receipt = receipt_of((number + 7000).to_bytes(RANDOM_BYTES, "big"))
            made = {"id": ballot, "phase_id": vote.id, "voter_key": key, "receipt": receipt, "accepted_at": at}
            rows[Ballot].append(here | cast | named | made)
            event = {"id": new_id(), "ballot_id": ballot, "phase_id": vote.id, "kind": EventKind.CONFIRMED, "at": at}
            rows[BallotEvent].append(here | event | {"before": BallotState.PENDING})
            trace = {"ballot_id": ballot, "network_mac": "n", "agent_mac": "b", "seconds_on_page": 2}
            rows[BallotTrace].append(here | trace)
        with transaction() as session:
            for table, values in rows.items():
                session.execute(insert(table), values)
        sequencer.run(now)
        while fairplay.look(now):
            pass
    return entry.id


def votes(house: House, entry: UUID) -> int:
    with house.app.app_context():
        sequencer.run(clock.now())
        assert sequencer.verify() == []
        return tally.votes(house.campaign(), phase(house, PhaseKind.VOTE).id).get(entry, 0)


def test_a_cluster_is_looked_at_held_answered_and_excluded_by_two(house: House):
    set_phase(house, PhaseKind.VOTE, exposure="live", excluded_by_one=30)
    entry, nadia = machine(house), house.staff(Role.MODERATOR, lang="fr")
    before = votes(house, entry)
    page = nadia.get(ROOM)
    assert "1 lot de votes attend une décision." in rooms.words(page)
    page = nadia.get(f"{ROOM}/1")
    said = rooms.words(page)
    assert "40 votes en 13 minutes" in said
    assert "sur 40 viennent d’un même réseau" in said
    assert "comptés pour l’instant" in said
    assert 'class="wave__cluster"' in text(page)
    # The count with and without stands there: all of the machine's votes are the difference.
    assert f"{before} {before - MACHINE}" in said
    camille = house.staff(Role.OWNER, lang="nl")
    stale = form(camille.get(f"{ROOM}/1"), "/release")
    done = form(page, "/hold").send(nadia)
    assert done.status_code == 303
    told = stale.send(camille)
    assert (told.status_code, rooms.notices(told)) == (
        409,
        ["Deze reeks is intussen veranderd. Bekijk ze nog eens."],
    )
    assert form(told, "/release").fields["seen"] == form(nadia.get(f"{ROOM}/1"), "/release").fields["seen"]
    assert votes(house, entry) == before - MACHINE
    assert "votants interrogés par mail 40" in rooms.words(nadia.get(done.location))
    answered(house)
    assert votes(house, entry) == before - MACHINE
    empty = form(nadia.get(f"{ROOM}/1"), "/exclude").send(nadia, reason=" ")
    assert (empty.status_code, set(rooms.wrong(empty))) == (422, {"reason"})
    form(nadia.get(f"{ROOM}/1"), "/exclude").send(nadia, reason="Un robot, une nuit.")
    assert "Nadia stelt het voor: Un robot, une nuit." in rooms.words(camille.get(f"{ROOM}/1"))
    agreed = form(camille.get(f"{ROOM}/1"), "/exclude").send(camille)
    assert agreed.status_code == 303
    assert "uitgesloten door Nadia en Camille" in rooms.words(camille.get(f"{ROOM}/1"))
    let_out(house, nadia, camille)
    assert votes(house, entry) == before - MACHINE + 1
    assert form(nadia.get(f"{ROOM}/1"), "/release").send(nadia).status_code == 303
    assert not [one for one in forms(nadia.get(f"{ROOM}/1")) if one.action.endswith("/release")]
    page = camille.get(f"{ROOM}/1")
    assert "Nadia stelt voor om ze vrij te geven." in rooms.words(page)
    assert votes(house, entry) == before - MACHINE + 1
    assert form(page, "/release").send(camille).status_code == 303
    assert "vrijgegeven door Nadia en Camille" in rooms.words(camille.get(f"{ROOM}/1"))
    assert votes(house, entry) == before
    assert rooms.send(nadia, f"{ROOM}/1/hold").status_code == 409
    assert nadia.get(f"{ROOM}/9").status_code == 404
    decided = text(camille.get(f"{ROOM}?tab=decided"))
    assert decided.count(f'href="{ROOM}/1"') == 1
    assert f'href="{ROOM}/1"' not in text(camille.get(ROOM))


def let_out(house: House, nadia, camille) -> None:
    """One voter shows a receipt: both of those who exclude let this one count."""
    receipt = receipt_of((7000).to_bytes(RANDOM_BYTES, "big"))
    empty = form(nadia.get(f"{ROOM}/1"), "/spare").send(nadia, receipt="nothing", spare_reason="")
    assert (empty.status_code, set(rooms.wrong(empty))) == (422, {"receipt", "spare_reason"})
    for person, reason in ((nadia, "Elle a montré son ticket."), (camille, "")):
        sent = form(person.get(f"{ROOM}/1"), "/spare").send(person, receipt=receipt.lower(), spare_reason=reason)
        assert sent.status_code == 303
    assert f"{receipt} telt mee" in rooms.words(camille.get(f"{ROOM}/1"))
    assert rooms.send(nadia, f"{ROOM}/99/spare", receipt=receipt, spare_reason="x").status_code == 404


def answered(house: House) -> None:
    """A voter follows the mail, says yes, and may say so once more; a link of nobody's leads nowhere."""
    campaign, client = house.campaign(), house.visitor()
    with house.app.app_context():
        row = reading().scalars(select(Outbox).where(Outbox.kind == "mail.vote_asked").limit(1)).one()
        token = keys.vote_token(campaign, UUID(row.ids["ballot"]))
    address = path("my_vote", "fr", token=token)
    page = client.get(address)
    assert page.status_code == 200
    assert client.post(address, data={"theirs": "perhaps"}).status_code == 400
    assert client.post(address, data={"theirs": "yes"}).status_code == 303
    assert "Merci de votre réponse" in text(client.get(address))
    assert client.get(address[:-1] + ("0" if address[-1] != "0" else "1")).status_code == 404
    with house.app.app_context():
        opened = clusters.one(campaign, 1)
        assert opened is not None
        assert opened.listed.answers == clusters.Answers(MACHINE, theirs=1, others=0)


@pytest.mark.parametrize(**rooms.SQLITE)
def test_the_closed_result_tells_what_was_unusual_and_why(house: House):
    machine(house)
    campaign, vote, now = house.campaign(), phase(house, PhaseKind.VOTE), clock.now()
    live = text(house.visitor().get(path("results", "fr", position=2)))
    assert "inhabituel" not in live
    move(house, PhaseKind.VOTE, closes=-timedelta(hours=2))
    with house.app.app_context():
        by = rehearsal.person(Role.OWNER, lang="fr", now=now)
        fairplay.exclude(campaign, 1, reason="Un robot, une nuit.", lang="fr", by=by, now=now)
        results.close(campaign, vote.id, by=by, now=now)
    for lang, words in (("fr", "Votes inhabituels"), ("nl", "Ongewone stemmen"), ("en", "Unusual votes")):
        page = text(house.visitor().get(path("results", lang, position=2)))
        assert words in page
        assert "Un robot, une nuit." in page
