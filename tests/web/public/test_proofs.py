"""A vote's log, archive and proofs, as the public gets them: when figures are public, and not a moment before."""

import json
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from contest import clock, worker
from contest.db import reading, transaction
from contest.models import Announcement, Ballot, Entry
from contest.queries import archives
from contest.rules.ballots import BallotState
from contest.rules.entries import EntryState
from contest.rules.phases import PhaseKind
from contest.rules.proof import tiles, trees
from tests import crowds
from tests.living import FINISHED, LANGUAGES, RUNNING, House
from tests.services.deliveries.test_archives import program
from tests.web.visits import path, set_phase, statements, text, vote

SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)


def receipt_of(house: House, campaign: str) -> str:
    with house.app.app_context():
        found = (
            select(Ballot.receipt).where(Ballot.campaign_id == house.campaign(campaign)).order_by(Ballot.accepted_at)
        )
        return reading().scalars(found.limit(1)).one()


def work(house: House) -> None:
    """The worker goes round, and seals."""
    worker.run_once(house.app, clock.now())


def test_the_log_of_a_running_vote_is_open_where_its_figures_are(house: House):
    work(house)
    client = house.visitor()
    for lang in LANGUAGES:
        page = text(client.get(path("log", lang, position=2)))
        assert "/vote/2\n" in page
        assert "zip" not in page
    results = text(client.get(path("results", "fr", position=2)))
    assert f'href="{path("log", "fr", position=2)}"' in results


@SQLITE
def test_a_vote_leads_to_a_proof_that_the_program_believes(house: House, tmp_path):
    vote(house, house.visitor(), 3, "wout@example.org")
    work(house)
    client = house.visitor()
    receipt = receipt_of(house, RUNNING)
    page = text(client.get(path("receipt", "nl", receipt=receipt)))
    assert path("receipt_proof", "nl", receipt=receipt) in page
    answer = client.get(path("receipt_proof", "nl", receipt=receipt))
    assert answer.headers["Cache-Control"] == "private, no-cache"
    said = json.loads(answer.text)
    key = program.Key(key_on(text(client.get(path("log", "nl", position=2)))))
    program.Wanted(said, key)
    said["seq"] += 1
    with pytest.raises(program.Wrong):
        program.Wanted(said, key)


def key_on(page: str) -> str:
    """The public key that the page gives."""
    return next(part.partition("</code>")[0] for part in page.split("<code>") if "+" in part and "/vote/2+" in part)


def test_the_archive_of_a_finished_vote_is_checked_by_the_program_that_stands_beside_it(house: House, tmp_path):
    work(house)
    client = house.visitor()
    page = text(client.get(path("log", "en", FINISHED, position=2)))
    address = path("archive", "en", FINISHED, position=2)
    assert f'href="{address}"' in page
    assert 'href="/verify.py"' in page
    answer = client.get(address)
    file = tmp_path / "vote.zip"
    file.write_bytes(answer.data)
    answer.close()
    assert answer.mimetype == "application/zip"
    assert program.verify(file).endswith("the result follows from the ballots")
    with zipfile.ZipFile(file) as archive:
        assert archive.read("verify.py") == client.get("/verify.py").data
    receipt = receipt_of(house, FINISHED)
    kept = tmp_path / "receipt.json"
    kept.write_bytes(client.get(path("receipt_proof", "fr", FINISHED, receipt=receipt)).data)
    assert program.verify(file, receipt=kept)


@SQLITE
def test_while_figures_are_hidden_log_archive_and_proofs_are_too(house: House):
    work(house)
    client = house.visitor()
    receipt = receipt_of(house, RUNNING)
    set_phase(house, PhaseKind.VOTE, exposure="after_close")
    page = text(client.get(path("log", "fr", position=2)))
    assert "/vote/2\n" not in page
    assert "notice" in page
    assert client.get(path("archive", "fr", position=2)).status_code == 404
    assert client.get(path("receipt_proof", "fr", receipt=receipt)).status_code == 404
    shown = text(client.get(path("receipt", "fr", receipt=receipt)))
    assert "scellé" in shown
    assert "proof.json" not in shown
    before = client.get(path("log", "fr", position=2)).data
    vote(house, house.visitor(), 3, "wout@example.org")
    work(house)
    assert client.get(path("log", "fr", position=2)).data == before


@SQLITE
@pytest.mark.parametrize(
    "address", ["results/9/log", "results/1/log", "receipts/0000-0000/proof.json", "receipts/x/proof.json"]
)
def test_what_is_not_there_is_not_there(house: House, address):
    assert house.visitor().get(path("campaign", "fr") + address).status_code == 404


@SQLITE
def test_what_was_removed_is_not_named_in_an_archive(house: House):
    campaign = house.campaign(FINISHED)
    with house.app.app_context():
        before = archives.candidates(campaign)
        with transaction() as session:
            gone = session.scalars(select(Entry).where(Entry.campaign_id == campaign, Entry.number == 2)).one()
            gone.state = EntryState.REMOVED
        after = archives.candidates(campaign)
    assert [row for row in before if row not in after] == [(str(gone.id), 2, gone.name, gone.lang)]
    assert [row for row in after if row not in before] == [(str(gone.id), 2, "", gone.lang)]


@SQLITE
def test_a_page_of_a_vote_asks_the_same_whatever_its_size(house: House):
    work(house)
    client = house.visitor()
    addresses = [path("log", "fr", position=2), path("receipt", "fr", receipt=receipt_of(house, RUNNING))]

    def asked() -> list[int]:
        found = []
        for address in addresses:
            with statements(house) as said:
                assert client.get(address).status_code == 200
            found.append(len(said))
        return found

    # A process reads the campaign's key once.
    asked()
    before = asked()
    for number in range(3):
        vote(house, house.visitor(), 3, f"wout{number}@example.org")
    work(house)
    assert asked() == before


@SQLITE
def test_a_receipt_says_that_it_is_checked_until_the_result_is_public_and_then_what_became_of_it(house: House):
    client = house.visitor()
    running, over = (receipt_of(house, campaign) for campaign in (RUNNING, FINISHED))
    known = {
        "checked": "Received, and checked until the result is signed.",
        "counted": "It is counted in the result.",
        "aside": "It is not counted: it was set aside as unusual.",
    }

    def said(campaign: str, receipt: str) -> list[str]:
        page = text(client.get(path("receipt", "en", campaign, receipt=receipt)))
        return [name for name, words in known.items() if words in page]

    def becomes(state: BallotState) -> None:
        with house.app.app_context(), transaction() as session:
            session.execute(update(Ballot).where(Ballot.receipt.in_((running, over))).values(state=state))

    assert (said(RUNNING, running), said(FINISHED, over)) == (["checked"], ["counted"])
    for state in (BallotState.HELD, BallotState.EXCLUDED):
        becomes(state)
        assert (said(RUNNING, running), said(FINISHED, over)) == (["checked"], ["aside"])
    set_phase(house, PhaseKind.VOTE, FINISHED, exposure="announced")
    with house.app.app_context(), transaction() as session:
        session.execute(update(Announcement).values(opens=clock.now() + timedelta(hours=1)))
    assert said(FINISHED, over) == ["checked"]


@SQLITE
def test_programs_of_others_follow_the_log_by_its_tiles_and_only_where_figures_are_public(house: House):
    with house.app.app_context():
        crowds.add_ballots(house.campaign(), 200, now=clock.now())
    work(house)
    client, at = house.visitor(), f"/{RUNNING}/vote/2"
    page = text(client.get(path("log", "fr", position=2)))
    assert f'href="{at}/checkpoint"' in page
    note = client.get(f"{at}/checkpoint")
    size, root = program.Key(key_on(page)).head(note.text)
    assert (note.mimetype, size > 400) == ("text/plain", True)

    def read(level: int, number: int) -> bytes:
        width = min(trees.WIDTH, (size >> trees.HEIGHT * level) - number * trees.WIDTH)
        answer = client.get(f"{at}/tile/{level}/{tiles.written(number, width)}")
        assert (answer.status_code, len(answer.data)) == (200, width * trees.BYTES)
        kept = "immutable" in answer.headers["Cache-Control"]
        assert kept is (width == trees.WIDTH)
        return answer.data

    assert trees.root(size, read) == root
    beyond = f"{at}/tile/0/{tiles.written(size // trees.WIDTH, size % trees.WIDTH + 1)}"
    for wrong in ("tile/0/999", "tile/9/000.p/1", "tile/0/x000/000", "tile/entries/000"):
        assert client.get(f"{at}/{wrong}").status_code == 404
    assert client.get(beyond).status_code == 404
    set_phase(house, PhaseKind.VOTE, exposure="after_close")
    for hidden in ("checkpoint", "tile/0/000", "tile/1/000.p/1"):
        answer = client.get(f"{at}/{hidden}")
        assert (answer.status_code, answer.cache_control.max_age <= 10) == (404, True)
