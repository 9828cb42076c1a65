"""Mail leaves: what, to whom, and what happens when the mail server does not play along."""

import logging
from datetime import timedelta
from email.message import EmailMessage

import pytest

from contest import worker
from contest.app import create_app
from contest.db import database as db
from contest.db import new_id, reading, transaction
from contest.models import Confirmation, ConfirmationPurpose, Entry, LocalMail, Participant, StaffInvitation
from contest.queries import outbox as waiting
from contest.rules.entries import DecisionKind, EntryState
from contest.rules.retries import TRIES
from contest.rules.roles import Role
from contest.services import keys, mails
from contest.services.accounts import invitations
from contest.services.deliveries.leases import LEASE
from contest.services.outbox import Lane
from tests.conftest import settings_for
from tests.services.deliveries.scene import AUTHOR, NOW, add, colleague, make_scene, row_of

SECOND = timedelta(seconds=1)
SERVER_SAYS = "Wout.Peeters@mail.example is unknown to us"
sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def text_of(mail: EmailMessage) -> str:
    return mail.get_body(("plain",)).get_content().replace("\r\n", "\n")


def one_of_each(scene) -> dict[str, object]:
    """A row of each kind that leaves for the author, and what its subject must hold."""
    ask = scene.confirmation
    return {
        "code to vote": scene.queue(
            "mail.confirm_ballot", confirmation=ask(ConfirmationPurpose.BALLOT, scene.ballot())
        ),
        "code of the idea": scene.queue("mail.confirm_entry", confirmation=ask(ConfirmationPurpose.ENTRY, scene.entry)),
        "guardian": scene.queue("mail.confirm_guardian", confirmation=ask(ConfirmationPurpose.GUARDIAN, scene.entry)),
        "way back": scene.queue("mail.sign_in", confirmation=ask(ConfirmationPurpose.SIGN_IN, None)),
        "published": scene.queue("mail.entry_published", decision=scene.decision(DecisionKind.PUBLISH)),
        "refused": scene.queue("mail.entry_refused", decision=scene.decision(DecisionKind.REFUSE, reason="danger")),
        "message": scene.queue("mail.message", message=scene.message()),
    }


def test_every_kind_of_mail_reaches_its_reader_in_both_forms(scene, work, office):
    rows = one_of_each(scene)
    work()
    assert len(office.mails) == len(rows) == len({str(mail["Subject"]) for mail in office.mails})
    for mail in office.mails:
        assert mail["To"] == "Wout.Peeters@mail.example"
        assert mail["Reply-To"] == "bonjour@patatras.example"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["From"].addresses[0].addr_spec == "bonjour@patatras.example"
        assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
        assert all(part["Content-Transfer-Encoding"] == "quoted-printable" for part in mail.iter_parts())
    assert {row_of(row).done_at for row in rows.values()} == {NOW}
    assert waiting.waiting(NOW).rows == 0


def test_a_code_mail_carries_the_code_and_the_link_that_confirm(scene, work, office):
    asked = scene.confirmation(ConfirmationPurpose.BALLOT, scene.ballot())
    row = scene.queue("mail.confirm_ballot", confirmation=asked)
    work()
    (mail,) = office.mails
    code = keys.confirmation_code(scene.campaign, asked)
    token = keys.confirmation_token(scene.campaign, asked)
    assert mail["Subject"] == f"{code} is je code om op “De smaak van mijn baas” te stemmen"
    assert mail["Message-ID"] == f"<{row.hex}@127.0.0.1>"
    assert mail["Date"].datetime == NOW
    plain = text_of(mail)
    assert f"/nl/le-gout-d-apres/confirm/{token}" in plain
    assert f"    {code}\n" in plain


def test_a_decision_is_signed_by_the_person_who_made_it(scene, work, office):
    words = "Mosterd vonden we wél goed."
    decision = scene.decision(DecisionKind.REFUSE, reason="targets_person", words=words)
    scene.queue("mail.entry_refused", decision=decision)
    work()
    (mail,) = office.mails
    assert mail["From"].addresses[0].display_name == "Nadia van Patatras"
    plain = text_of(mail)
    assert f"> {words}" in plain
    assert "regel 4.2" in plain
    assert "woensdag 25\u00a0november, 9.59\u00a0uur" in plain  # until the close of ideas, in the campaign's zone


def test_an_invitation_carries_a_link_that_opens(app, scene, work, office):
    inviter = add(colleague(new_id()))
    _, token = invitations.invite(
        "new@patatras.example", Role.MODERATOR, campaign=scene.campaign, lang="fr", by=inviter, now=NOW
    )
    work()
    (mail,) = office.mails
    assert mail["To"] == "new@patatras.example"
    assert mail["Subject"] == "Nadia vous invite au bureau de Patatras"
    assert f"/account/join/{token}" in text_of(mail)


def test_a_test_mail_goes_to_who_asked_for_it(scene, work, office):
    mails.send_test(scene.staff, lang="en", now=NOW)
    work()
    (mail,) = office.mails
    assert mail["To"] == f"{scene.staff.hex}@patatras.example"
    assert mail["Subject"] == "Mail leaves the house"


def test_done_is_done(scene, work, office):
    mails.send_test(scene.staff, lang="en", now=NOW)
    work()
    work(NOW + LEASE)
    assert len(office.mails) == 1


def test_codes_leave_before_the_rest_and_then_the_oldest(scene, work, office):
    scene.queue("mail.message", message=scene.message())
    with transaction():
        late = scene.queue("mail.test", staff=scene.staff, lang="en")
        row_of(late).lane = 2
    mails.send_test(scene.staff, lang="fr", now=NOW - SECOND)
    work()
    subjects = [str(mail["Subject"]) for mail in office.mails]
    assert subjects == [
        "Les messages partent bien",
        "Over je idee “De smaak van mijn baas”",
        "Mail leaves the house",
    ]


# --- Nothing to send any more


@pytest.mark.parametrize(
    ("change", "note"),
    [
        ({"used_at": NOW}, "confirmed meanwhile"),
        ({"expires_at": NOW}, "too old to be confirmed"),
        ({"subject_id": new_id()}, "what was to be confirmed is gone"),
        ({"address_sealed": b"another key sealed this"}, "the address was erased"),
    ],
)
@sqlite
def test_a_confirmation_that_became_pointless_is_settled_with_a_note(scene, work, office, change, note):
    asked = scene.confirmation(ConfirmationPurpose.ENTRY, scene.entry, **change)
    row = scene.queue("mail.confirm_entry", confirmation=asked)
    work()
    assert (row_of(row).done_at, row_of(row).error, office.mails) == (NOW, note, [])


@sqlite
def test_what_vanished_is_settled_with_a_note(scene, work, office):
    gone = new_id()
    rows = {
        "the confirmation is gone": scene.queue("mail.confirm_entry", confirmation=gone),
        "the decision is gone": scene.queue("mail.entry_refused", decision=gone),
        "the message is gone": scene.queue("mail.message", message=gone),
        "the invitation is gone": scene.queue("mail.staff_invitation", invitation=gone),
        "the colleague has left": scene.queue("mail.test", staff=gone),
        "undone": scene.queue("mail.entry_published", decision=scene.decision(DecisionKind.PUBLISH, undone_at=NOW)),
    }
    work()
    assert {row_of(row).error for row in rows.values()} == set(rows)
    assert office.mails == []


@sqlite
@pytest.mark.parametrize("state", [EntryState.WITHDRAWN, EntryState.REMOVED, EntryState.MERGED, EntryState.PENDING])
def test_no_idea_is_said_to_be_online_that_is_not_any_more(scene, work, office, state):
    row = scene.queue("mail.entry_published", decision=scene.decision(DecisionKind.PUBLISH))
    with transaction() as session:
        session.get_one(Entry, (scene.campaign, scene.entry)).state = state
    work()
    assert (row_of(row).error, office.mails) == ("the idea is not online any more", [])


@sqlite
def test_nobody_erased_is_written_to(scene, work, office):
    row = scene.queue("mail.entry_published", decision=scene.decision(DecisionKind.PUBLISH))
    with transaction() as session:
        session.get_one(Participant, (scene.campaign, scene.participant)).address_sealed = None
    work()
    assert (row_of(row).error, office.mails) == ("the address was erased", [])


@sqlite
def test_a_used_invitation_is_not_mailed(scene, work, office):
    invitation, _ = invitations.invite(
        "new@patatras.example", Role.MODERATOR, campaign=None, lang="fr", by=scene.staff, now=NOW
    )
    with transaction() as session:
        session.get_one(StaffInvitation, invitation).used_at = NOW
    work()
    assert office.mails == []


# --- The mail server does not play along


def test_a_server_that_is_down_loses_nothing(scene, work, office, app):
    row = mails.send_test(scene.staff, lang="en", now=NOW)
    office.to_recipient = "421 4.3.2 closing"
    work()
    failed = row_of(row)
    assert failed.error == "the mail server refused the recipient (421 4.3.2)"
    assert (failed.done_at, failed.dead_at, failed.leased_until, failed.attempts) == (None, None, None, 1)
    assert failed.not_before == NOW + 10 * SECOND
    work(NOW + 9 * SECOND)
    assert row_of(row).attempts == 1
    office.to_recipient = "250 fine"
    work(NOW + 10 * SECOND)
    assert row_of(row).done_at == NOW + 10 * SECOND
    assert office.ids == [f"<{row.hex}@127.0.0.1>"]


@sqlite
def test_no_server_at_all_is_said_in_words(database, tmp_path, scene, work, office, app):
    row = mails.send_test(scene.staff, lang="en", now=NOW)
    nobody = create_app(settings_for(database, tmp_path / "data", CONTEST_MAIL="smtp://127.0.0.1:9"))
    worker.run_once(nobody, NOW)
    assert row_of(row).error == "no mail server there, or it broke off (ConnectionRefusedError)"
    with nobody.app_context():
        db.engine.dispose()
    work(NOW + 10 * SECOND)
    assert len(office.mails) == 1


def test_a_temporary_refusal_waits_longer_each_time_and_dies_after_twelve(scene, work, office, caplog):
    caplog.set_level(logging.WARNING)
    office.to_mail = f"451 4.7.1 {SERVER_SAYS}"
    row = scene.queue("mail.message", lane=Lane.PEOPLE, message=scene.message())
    pauses, now = [], NOW
    for _ in range(TRIES - 1):
        work(now)
        pauses.append(int((row_of(row).not_before - now).total_seconds()))
        now = row_of(row).not_before
    assert pauses == [10, 30, 120, 600, 1800, *[3600] * 6]
    work(now)
    assert (row_of(row).attempts, row_of(row).dead_at) == (TRIES, now)
    (dead,) = waiting.dead()
    assert (dead.id, dead.error) == (row, "the mail server refused the mail (451 4.7.1)")
    work(now + timedelta(days=1))
    assert row_of(row).attempts == TRIES
    assert "Peeters" not in caplog.text
    assert "@" not in caplog.text


def test_a_permanent_refusal_is_final_at_once_and_names_no_address(scene, work, office, caplog):
    office.to_recipient = f"550 5.1.1 {SERVER_SAYS}"
    row = scene.queue("mail.sign_in", confirmation=scene.confirmation(ConfirmationPurpose.SIGN_IN, None))
    other = mails.send_test(scene.staff, lang="en", now=NOW)
    work()
    assert row_of(row).error == "the mail server refused the recipient (550 5.1.1)"
    assert (row_of(row).attempts, row_of(row).dead_at) == (1, NOW)
    assert row_of(other).dead_at == NOW
    assert "Peeters" not in caplog.text


@sqlite
def test_a_slow_server_gets_each_mail_once_and_over_one_connection(scene, work, office):
    office.delay = 0.4
    for _ in range(3):
        mails.send_test(scene.staff, lang="en", now=NOW)
    work()
    assert len(office.mails) == len(set(office.ids)) == 3
    assert office.connections == 1


@sqlite
def test_one_broken_row_does_not_keep_the_next_one(scene, work, office, caplog):
    broken = scene.queue("mail.test")  # names nobody
    mails.send_test(scene.staff, lang="en", now=NOW)
    work()
    assert len(office.mails) == 1
    assert row_of(broken).error.startswith("KeyError in people.py, line ")


@sqlite
def test_an_address_in_another_script_is_written_as_mail_servers_know_it(scene, work, office):
    for address in ("ann@smaak-é.example", "ännchen@mail.example"):
        sealed = keys.seal_address(scene.campaign, address)
        asked = scene.confirmation(ConfirmationPurpose.SIGN_IN, None, address_sealed=sealed)
        scene.queue("mail.sign_in", confirmation=asked)
    work()
    assert [mail["To"] for mail in office.mails] == ["ann@xn--smaak--gva.example"]
    (dead,) = waiting.dead()
    assert dead.error == "the mail server cannot write to such an address (SMTPUTF8)"


# --- Without a mail server


def test_in_development_mail_is_kept_and_a_repeat_is_the_same_mail(database, tmp_path):
    app = create_app(settings_for(database, tmp_path / "data"))
    with app.app_context():
        scene = make_scene()
        row = scene.queue("mail.sign_in", confirmation=scene.confirmation(ConfirmationPurpose.SIGN_IN, None))
        worker.run_once(app, NOW)
        with transaction() as session:
            row_of(row).done_at = None
            session.flush()
        worker.run_once(app, NOW + SECOND)
        (mail,) = reading().query(LocalMail).all()
        assert mail.message_id == f"<{row.hex}@127.0.0.1>"
        assert mail.recipient == AUTHOR
        assert "<style>@media" in mail.html
        assert reading().query(Confirmation).count() == 1
        db.session.remove()
        db.engine.dispose()
