"""Deciding over HTTP: publishing, refusing with a letter, taking back, and two people at once."""

import re
import threading
from datetime import timedelta
from html import unescape
from uuid import UUID

import pytest
from sqlalchemy import select, update

from contest import clock, worker
from contest.db import reading, transaction
from contest.models import Decision, Entry, EntryVersion, LocalMail, Outbox, Participant
from contest.rules.entries import DecisionKind, EntryState
from contest.rules.reasons import LONGEST_WORDS
from contest.rules.roles import Role
from contest.services import entries, moderation
from contest.words import reasons
from tests.living import House
from tests.web import visits
from tests.web.desk import rooms

QUEUE = rooms.room("queue")
MINUTE = timedelta(minutes=1)
WORDS = "Drôle, mais quelqu’un la reconnaîtrait.\n\nRacontez-la <sans> son nom ?"
alone = pytest.mark.parametrize(**rooms.SQLITE)


def publishes(client, entry: UUID):
    """Open an idea and press "publish"."""
    return visits.form(client.get(f"{QUEUE}/{entry}"), "/publish").send(client)


def refuses(client, entry: UUID, **typed: str | None):
    """Open the form, fill it in and send it."""
    return visits.form(client.get(f"{QUEUE}/{entry}/refuse"), "/refuse").send(client, **typed)


def author(house: House, entry: UUID) -> Participant:
    with house.app.app_context():
        found = select(Participant).join(Entry, Entry.participant_id == Participant.id).where(Entry.id == entry)
        return reading().scalars(found).one()


def read_in(house: House, lang: str) -> UUID:
    """The longest waiting idea in a language."""
    return rooms.waiting(house, rooms.RUNNING, Entry.lang == lang)[0]


def write_in(house: House, entry: UUID, lang: str) -> None:
    """The author of an idea reads another language."""
    someone = author(house, entry)
    with house.app.app_context(), transaction() as session:
        session.execute(update(Participant).where(Participant.id == someone.id).values(lang=lang))


def edits(house: House, entry: UUID, inspiration: str) -> None:
    """The author changes an idea in the meantime."""
    someone = author(house, entry)
    with house.app.app_context():
        row = reading().scalars(select(EntryVersion).where(EntryVersion.entry_id == entry)).one()
        answers = {**row.answers, "inspiration": inspiration, "ingredients": ", ".join(row.answers["ingredients"])}
        entries.edit(
            row.campaign_id,
            entry,
            answers=answers,
            picture_id=row.picture_id,
            seen_version=row.version,
            by=someone.id,
            now=clock.now(),
        )


def mails(house: House) -> list[LocalMail]:
    """What leaves once the worker was round; the moderators' morning mail, which depends on the hour, aside."""
    worker.run_once(house.app, clock.now(), without=worker.DRAWN | {"digest"})
    with house.app.app_context():
        return list(reading().scalars(select(LocalMail).order_by(LocalMail.at)))


def paragraphs(html: str) -> list[str]:
    """The paragraphs of a letter, one after the other, without their markup."""
    texts = [re.sub(r"<[^>]+>", " ", one) for one in re.findall(r"<p\b[^>]*>(.*?)</p>", html, re.DOTALL)]
    return [" ".join(unescape(one).split()) for one in texts]


def letter(page) -> str:
    """The letter that stands beside the form."""
    (found,) = re.findall(r"<div data-letter[^>]*>(.*?)</aside>", visits.text(page), re.DOTALL)
    return found


def test_published_it_stands_on_the_shelf_and_the_next_one_opens(house: House):
    client, (first, second, *_) = house.staff(Role.MODERATOR), rooms.waiting(house)
    answer = publishes(client, first)
    assert (answer.status_code, answer.location) == (303, f"{QUEUE}/{second}")
    row = visits.entry(house, first)
    assert row.state is EntryState.PUBLISHED
    assert row.number in visits.numbers(house.visitor().get(visits.path("entries"), query_string={"order": "newest"}))
    entry = house.visitor().get(visits.path("entry", number=row.number))
    assert row.name in rooms.words(entry)
    (mail,) = rooms.outbox(house, "mail.entry_published")
    assert mail.lang == author(house, first).lang


@alone
def test_before_it_is_published_nobody_sees_it(house: House):
    entry = visits.entry(house, rooms.waiting(house)[0])
    assert entry.number is None
    found = house.visitor().get(visits.path("entries"), query_string={"q": entry.name})
    assert visits.numbers(found) == []


@alone
@pytest.mark.parametrize(("lang", "said"), [("fr", "raison"), ("nl", "reden"), ("en", "reason")])
def test_without_a_reason_nothing_is_refused_and_the_words_are_kept(house: House, lang: str, said: str):
    client, entry = house.staff(Role.MODERATOR, lang), rooms.waiting(house)[0]
    answer = refuses(client, entry, words=WORDS)
    assert answer.status_code == 422
    assert list(rooms.wrong(answer)) == ["reason"]
    assert said in rooms.wrong(answer)["reason"]
    assert visits.form(answer, "/refuse").fields["words"] == WORDS
    assert (rooms.decisions(house, entry), rooms.outbox(house, "mail.entry_refused")) == ([], [])


@alone
@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"reason": "other", "words": " "}, ["words"]),
        ({"reason": "invented"}, ["reason"]),
        ({"reason": "danger", "words": "x" * (LONGEST_WORDS + 1)}, ["words"]),
        ({"reason": "", "words": "x" * (LONGEST_WORDS + 1)}, ["reason", "words"]),
    ],
)
def test_everything_that_is_wrong_is_said_at_once(house: House, typed: dict[str, str], fields: list[str]):
    answer = refuses(house.staff(Role.MODERATOR), rooms.waiting(house)[0], **typed)
    assert (answer.status_code, list(rooms.wrong(answer))) == (422, fields)


@pytest.mark.parametrize("lang", ["fr", "nl", "en"])
@alone
def test_the_refusal_leaves_in_the_authors_language_signed_and_as_it_was_shown(house: House, lang: str):
    client, entry = house.staff(Role.MODERATOR, "en"), read_in(house, "fr")
    write_in(house, entry, lang)
    typed = {"reason": "targets_person", "words": WORDS}
    asked = visits.form(client.get(f"{QUEUE}/{entry}/refuse"), "/refuse").fields | typed
    shown = letter(client.post(f"{QUEUE}/{entry}/letter", data=asked))
    assert refuses(client, entry, **typed).status_code == 303
    assert mails(house) == []
    rooms.goes_by(house, MINUTE)
    (mail,) = mails(house)
    assert paragraphs(shown) == [one for one in paragraphs(mail.html) if one in paragraphs(shown)]
    assert " ".join(reasons.reason(lang, "targets_person").mail.split()) in paragraphs(mail.html)
    assert "Racontez-la <sans> son nom ?" in paragraphs(mail.html)
    assert "Nadia community manager" in paragraphs(mail.html)
    assert f'<html lang="{lang}">' in mail.html
    assert rooms.even(re.findall(r"<dd><strong>(.*?)</strong>", shown)[0]) == rooms.even(mail.subject)


@alone
def test_the_letter_follows_the_form_as_a_part_of_the_page(house: House):
    client, entry = house.staff(Role.MODERATOR), rooms.waiting(house)[0]
    form = visits.form(client.get(f"{QUEUE}/{entry}/refuse"), "/refuse")
    typed = form.fields | {"reason": "danger", "words": WORDS}
    part = client.post(f"{QUEUE}/{entry}/letter", data=typed, headers={"X-Fragment": "1"})
    assert part.headers["X-Fragment"] == "1"
    assert paragraphs(visits.text(part)) == paragraphs(letter(client.post(f"{QUEUE}/{entry}/letter", data=typed)))
    assert rooms.decisions(house, entry) == []


@alone
def test_signed_as_somebody_was_called_then_and_read_in_the_story(house: House):
    client, entry = house.staff(Role.MODERATOR, "en"), rooms.waiting(house)[0]
    refuses(client, entry, reason="danger", words=WORDS)
    page = rooms.words(client.get(f"{QUEUE}/{entry}"))
    assert "Nadia refused version 1." in page
    assert "Nadia refused an idea" in page


def test_taken_back_within_a_minute_nothing_is_sent_and_it_waits_again(house: House):
    client, (entry, _, *_) = house.staff(Role.MODERATOR, "en"), rooms.waiting(house)
    page = client.get(refuses(client, entry, reason="danger").location)
    assert "the mail leaves in" in rooms.words(page)
    back = visits.form(page, "/undo").send(client)
    assert (back.status_code, back.location) == (303, f"{QUEUE}/{entry}")
    assert rooms.notices(client.get(back.location)) == ["Taken back: nothing was sent."]
    rooms.goes_by(house, 2 * MINUTE)
    assert mails(house) == []
    assert rooms.waiting(house)[0] == entry


@alone
def test_after_the_last_idea_the_decision_can_still_be_taken_back(house: House):
    rooms.only(house, 1)
    client, (entry,) = house.staff(Role.MODERATOR, "en"), rooms.waiting(house)
    page = client.get(publishes(client, entry).location)
    assert rooms.notices(page) == ["Nothing is left to decide."]
    assert visits.form(page, "/undo").send(client).location == f"{QUEUE}/{entry}"
    assert rooms.waiting(house) == [entry]


@alone
def test_taken_back_what_was_published_has_left_the_shelf(house: House):
    client, entry = house.staff(Role.MODERATOR), rooms.waiting(house)[0]
    page = client.get(publishes(client, entry).location)
    number = visits.entry(house, entry).number
    assert house.visitor().get(visits.path("entry", number=number)).status_code == 200
    visits.form(page, "/undo").send(client)
    assert house.visitor().get(visits.path("entry", number=number)).status_code == 404


@alone
@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("fr", "Cette décision ne peut plus être retirée : le message est parti."),
        ("nl", "Dit kan je niet meer intrekken: de mail is vertrokken."),
        ("en", "This can no longer be taken back: the mail has left."),
    ],
)
def test_a_minute_later_taking_back_is_refused_with_a_sentence(house: House, lang: str, said: str):
    client, entry = house.staff(Role.MODERATOR, lang), rooms.waiting(house)[0]
    page = client.get(refuses(client, entry, reason="danger").location)
    rooms.goes_by(house, MINUTE)
    late = visits.form(page, "/undo").send(client)
    assert late.status_code == 409
    assert said in rooms.words(late)
    # The page is the idea's own, as it stands.
    assert f'action="{QUEUE}/{entry}/publish"' in visits.text(late)
    assert visits.entry(house, entry).state is EntryState.REFUSED
    assert not [form for form in visits.forms(client.get(QUEUE)) if form.action.endswith("/undo")]


@alone
def test_a_decision_that_is_none_is_not_found(house: House):
    client = house.staff(Role.MODERATOR)
    assert rooms.send(client, f"{QUEUE}/decisions/{UUID(int=7)}/undo").status_code == 404


@alone
def test_published_on_an_older_version_it_is_refused_and_the_change_is_shown(house: House):
    client, entry = house.staff(Role.MODERATOR, "en"), read_in(house, "en")
    form = visits.form(client.get(f"{QUEUE}/{entry}"), "/publish")
    before = rooms.words(client.get(f"{QUEUE}/{entry}"))
    edits(house, entry, "Another story altogether, told by my uncle.")
    answer = form.send(client)
    assert answer.status_code == 409
    assert rooms.notices(answer) == ["This idea was changed in the meantime. Please look at it again."]
    assert "Another story altogether, told by my uncle." in rooms.words(answer)
    assert "What the author changed since version 1" in rooms.words(answer)
    assert "What the author changed" not in before
    assert visits.entry(house, entry).state is EntryState.PENDING
    assert visits.form(answer, "/publish").send(client).status_code == 303
    assert [one.version for one in rooms.decisions(house, entry)] == [2]


@alone
def test_refused_on_an_older_version_the_reason_and_the_words_are_kept(house: House):
    client, entry = house.staff(Role.MODERATOR, "en"), read_in(house, "en")
    form = visits.form(client.get(f"{QUEUE}/{entry}/refuse"), "/refuse")
    edits(house, entry, "Another story altogether, told by my uncle.")
    answer = form.send(client, reason="danger", words=WORDS)
    assert answer.status_code == 409
    assert rooms.notices(answer) == ["This idea was changed in the meantime. Please look at it again."]
    again = visits.form(answer, "/refuse")
    assert (again.fields["reason"], again.fields["words"], again.fields["version"]) == ("danger", WORDS, "2")
    assert "Another story altogether, told by my uncle." in rooms.words(answer)
    assert again.send(client).status_code == 303
    assert [(one.version, one.words) for one in rooms.decisions(house, entry)] == [(2, WORDS)]


@alone
def test_a_decision_names_its_version(house: House):
    client, entry = house.staff(Role.MODERATOR), rooms.waiting(house)[0]
    for typed in ({}, {"version": "one"}, {"version": "1", "seen": "lovely"}):
        assert rooms.send(client, f"{QUEUE}/{entry}/publish", **typed).status_code == 400
    assert rooms.decisions(house, entry) == []


@alone
def test_what_somebody_else_has_open_is_not_decided(house: House):
    nadia, entry = house.staff(Role.MODERATOR), rooms.waiting(house)[0]
    rooms.send(nadia, f"{QUEUE}/open", entry=str(entry))
    els = rooms.colleague(house, "Els", rooms.RUNNING)
    answer = refuses(els, entry, reason="danger", words=WORDS)
    assert answer.status_code == 409
    assert rooms.notices(answer) == ["Nadia is looking at this idea."]
    assert visits.form(answer, "/refuse").fields["words"] == WORDS
    assert rooms.decisions(house, entry) == []


@alone
def test_the_second_of_two_is_told_who_decided(house: House):
    nadia, entry = house.staff(Role.MODERATOR), rooms.waiting(house)[0]
    els = rooms.colleague(house, "Els", rooms.RUNNING)
    form = visits.form(els.get(f"{QUEUE}/{entry}/refuse"), "/refuse")
    publishes(nadia, entry)
    answer = form.send(els, reason="danger")
    assert answer.status_code == 409
    assert rooms.notices(answer) == ["Nadia has already decided on this idea."]
    assert visits.entry(house, entry).state is EntryState.PUBLISHED
    assert [one.kind for one in rooms.decisions(house, entry)] == [DecisionKind.PUBLISH]


def test_of_two_moderators_at_once_one_decides(house: House):
    entry, gate = rooms.waiting(house)[0], threading.Barrier(2)
    people = [house.staff(Role.MODERATOR), rooms.colleague(house, "Els", rooms.RUNNING)]
    shown = [
        (people[0], visits.form(people[0].get(f"{QUEUE}/{entry}"), "/publish"), {}),
        (people[1], visits.form(people[1].get(f"{QUEUE}/{entry}/refuse"), "/refuse"), {"reason": "danger"}),
    ]
    heard: list[int] = []

    def decide(client, form, typed) -> None:
        gate.wait()
        heard.append(form.send(client, **typed).status_code)

    threads = [threading.Thread(target=decide, args=args) for args in shown]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(heard) == [303, 409]
    assert (visits.rows(house, Decision, Decision.entry_id == entry)) == 1
    assert visits.rows(house, Outbox, Outbox.kind.startswith("mail.entry_")) == 1


@alone
def test_pressed_twice_it_is_one_decision(house: House):
    client, entry = house.staff(Role.MODERATOR), rooms.waiting(house)[0]
    form = visits.form(client.get(f"{QUEUE}/{entry}"), "/publish")
    assert [form.send(client).status_code for _ in range(2)] == [303, 303]
    assert len(rooms.decisions(house, entry)) == len(rooms.outbox(house, "mail.entry_published")) == 1


@alone
def test_what_was_refused_is_published_by_somebody_who_saw_that(house: House):
    client, entry = house.staff(Role.MODERATOR), rooms.waiting(house)[0]
    refuses(client, entry, reason="danger")
    assert publishes(client, entry).status_code == 303
    assert visits.entry(house, entry).state is EntryState.PUBLISHED
    assert [one.kind for one in rooms.decisions(house, entry)] == [DecisionKind.REFUSE, DecisionKind.PUBLISH]


@alone
def test_taken_offline_it_leaves_the_shelf_and_its_author_is_written_to(house: House):
    client, shown = house.staff(Role.MODERATOR, "en"), visits.published(house)[0]
    form = client.get(f"{QUEUE}/{shown.id}/refuse")
    assert "Why take it offline?" in rooms.words(form)
    assert visits.form(form, "/refuse").send(client, reason="contact_details").status_code == 303
    assert house.visitor().get(visits.path("entry", number=shown.number)).status_code in {404, 410}
    rooms.goes_by(house, MINUTE)
    assert len(mails(house)) == 1


@alone
def test_what_was_reported_is_said_to_stay_online_only_by_who_keeps_it_there(house: House):
    client, shown = house.staff(Role.MODERATOR, "en"), visits.published(house)[0]
    said = moderation.Complaint("danger", address="els@example.org")
    with house.app.app_context():
        moderation.report(shown.campaign_id, shown.id, said, lang="nl", submit_key="k", now=clock.now())
    form = visits.form(client.get(f"{QUEUE}/{shown.id}"), "/keep")
    done = form.send(client)
    assert rooms.notices(client.get(done.location)) == ["It stays online; the reports are answered."]
    refuses(rooms.colleague(house, "Marthe", rooms.RUNNING), shown.id, reason="danger")
    late = form.send(client)
    assert late.status_code == 409
    assert "Marthe has already decided on this idea." in rooms.words(late)


@alone
def test_nobody_is_written_to_before_the_minute_is_over(house: House):
    client, entry = house.staff(Role.MODERATOR), rooms.waiting(house)[0]
    publishes(client, entry)
    rooms.goes_by(house, timedelta(seconds=50))
    assert mails(house) == []
    rooms.goes_by(house, timedelta(seconds=15))
    (mail,) = mails(house)
    assert visits.path("entry", lang=author(house, entry).lang, number=visits.entry(house, entry).number) in mail.plain
