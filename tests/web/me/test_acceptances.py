"""Mine, when it has won: nothing before we are asked; then the question, the answer, and what comes next."""

import re
from uuid import UUID

import pytest

from contest import clock
from contest.models import Acceptance, Audit
from contest.rules.acceptances import Answer
from contest.rules.objections import Objection
from contest.rules.phases import PhaseKind
from contest.rules.roles import Role
from contest.services import announcements, participants
from contest.services.accounts import rehearsal
from contest.words import catalogues, phrases
from tests.inspector import InspectingClient
from tests.living import LANGUAGES, House
from tests.web import visits, winners
from tests.web.visits import IDEA, form, forms, mails, path, rows, said, text, wrong
from tests.web.winners import AGREED, DAY

pytestmark = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
TEXTS = {lang: {"headline": "h", "story": "s"} for lang in LANGUAGES}


def room(entry: UUID, lang: str = "fr") -> str:
    return path("acceptance", lang, entry=entry.hex)


def shown(client: InspectingClient, *addresses: str) -> list[str]:
    """What these pages say, without what is another at each visit."""
    return [re.sub(r'value="[^"]+"', "", text(client.get(address))) for address in addresses]


def heading(page: str) -> str:
    return re.findall(r"<h1>(.*?)</h1>", page)[0].strip()


def question(client: InspectingClient, entry: UUID):
    return form(client.get(room(entry)), "/acceptance")


def test_before_we_are_asked_nothing_tells_that_we_have_won(house: House):
    client = house.visitor()
    entry = winners.sent(house, client)
    visits.move(house, PhaseKind.VOTE, closes=-2 * winners.HOUR)
    mine = (path("me"), path("my_entry", entry=entry.hex))
    before = shown(client, *mine)
    winners.picked(house, entry)
    assert shown(client, *mine) == before
    assert client.get(room(entry)).status_code == 404
    for address in (room(entry), path("decline", entry=entry.hex)):
        token = form(client.get(path("me")), "/out").fields["csrf_token"]
        assert client.post(address, data={"csrf_token": token} | AGREED).status_code == 404
    assert rows(house, Acceptance, Acceptance.campaign_id == house.campaign()) == 0


def test_the_mail_leads_to_the_question_and_both_pages_of_mine_do(house: House):
    client = house.visitor()
    entry = winners.sent(house, client)
    winners.picked(house, entry)
    winners.asked(house, entry)
    mail = mails(house, IDEA["address"])[0]
    assert room(entry) in mail.plain
    assert "Camille" in mail.plain
    for address in (path("me"), path("my_entry", entry=entry.hex)):
        assert room(entry) in text(client.get(address))
    for lang in LANGUAGES:
        page = client.get(room(entry, lang))
        assert heading(text(page)) == catalogues.gettext(lang, "Your idea has won")
        assert page.headers["Cache-Control"] == "private, no-cache"
        assert '<meta name="robots" content="noindex">' in text(page)
    assert question(client, entry).fields["shown_name"] == "Noémie, Huy"


def test_whoever_comes_by_the_mail_in_another_browser_is_led_to_the_question_until_it_is_answered(house: House):
    entry = winners.sent(house, house.visitor())
    winners.picked(house, entry)
    for answered in (False, True):
        if not answered:
            winners.asked(house, entry)
        assert mails(house, IDEA["address"])
        client = house.visitor()
        asking = client.get(room(entry))
        assert asking.location == path("link_again")
        sent = form(client.get(asking.location)).send(client, address=IDEA["address"])
        led = visits.typed_code(house, client, sent.location, IDEA["address"]).location
        assert led == (path("me") if answered else room(entry))
        if not answered:
            assert question(client, entry).send(client, **AGREED).status_code == 303


def test_what_is_missing_is_said_beside_it_and_everything_typed_is_kept(house: House):
    client = house.visitor()
    entry = winners.sent(house, client)
    winners.picked(house, entry)
    winners.asked(house, entry)
    typed = {"full_name": "Noémie Lambert", "shown_name": "", "words": "Merci <b>!", "silence": "1"}
    answer = question(client, entry).send(client, **typed)
    assert answer.status_code == 422
    assert wrong(answer) == ["guardian", "shown_name", "rights"]
    assert phrases.objection("fr", Objection("rights_missing")) in said(answer)
    kept = form(answer, "/acceptance").fields
    assert {name: kept[name] for name in typed} | {"rights": kept.get("rights")} == typed | {"rights": None}
    assert winners.acceptance(house, entry).answer is Answer.ASKED
    # A version of the rules that nobody has read is agreed to by nobody.
    stale = question(client, entry).send(client, **AGREED, rules_version="7")
    assert (stale.status_code, wrong(stale)) == (422, ["rights"])


def test_accepted_it_says_what_comes_next_and_when_and_asks_no_more(house: House):
    client = house.visitor()
    entry = winners.sent(house, client)
    winners.picked(house, entry)
    winners.asked(house, entry)
    ask = question(client, entry)
    done = ask.send(client, **AGREED, shown_name="Noémie L.")
    assert (done.status_code, done.location) == (303, room(entry))
    found = winners.acceptance(house, entry)
    assert (found.answer, found.shown_name, found.lang) == (Answer.ACCEPTED, "Noémie L.", "fr")
    page = text(client.get(room(entry)))
    assert catalogues.gettext("fr", "Agreed, and thank you") == heading(page)
    assert "Noémie L." in page
    assert "Lambert" not in page
    assert catalogues.gettext("fr", "Until the announcement, please tell nobody, not even a little.") in page
    assert 'name="full_name"' not in page
    # Sent again, as by the button "back": the same.
    assert ask.send(client, **AGREED, shown_name="Another").status_code == 303
    assert winners.acceptance(house, entry).shown_name == "Noémie L."
    assert rows(house, Audit, Audit.verb == "acceptance.accepted", Audit.campaign_id == house.campaign()) == 1
    scheduled(house)
    page = text(client.get(room(entry)))
    assert catalogues.gettext("fr", "The announcement opens on %(moment)s, by itself, on this site.")[:20] in page
    assert path("announcement", position=2) not in page


def scheduled(house: House, ahead=DAY) -> None:
    """The announcement is written."""
    phase, now = visits.phase(house, PhaseKind.VOTE), clock.now()
    with house.app.app_context():
        owner = rehearsal.person(Role.OWNER, lang="fr", now=now)
        opens = now + ahead if ahead else None
        announcements.write(phase.campaign_id, phase.id, texts=TEXTS, opens=opens, by=owner, now=now)


def test_the_name_agreed_to_is_what_the_winner_s_page_and_its_data_show(house: House):
    client = house.visitor()
    entry = winners.sent(house, client)
    winners.picked(house, entry)
    winners.asked(house, entry)
    question(client, entry).send(client, **AGREED, shown_name="Noémie L.")
    scheduled(house, ahead=None)
    page = text(house.visitor().get(path("announcement", position=2)))
    assert catalogues.gettext("fr", "An idea by %(author)s", author="Noémie L.") in page
    assert '"author":{"@type":"Person","name":"Noémie L."}' in page
    assert "Lambert" not in page
    assert path("announcement", position=2) in text(client.get(room(entry)))


def test_declined_in_words_of_one_s_own_it_is_over(house: House):
    client = house.visitor()
    entry = winners.sent(house, client)
    winners.picked(house, entry)
    winners.asked(house, entry)
    no = form(client.get(room(entry)), "/decline")
    long = no.send(client, why="x" * 1001)
    assert (long.status_code, wrong(long)) == (422, ["why"])
    assert form(long, "/decline").fields["why"] == "x" * 1001
    assert no.send(client, why="Je préfère rester inconnue.").location == room(entry)
    assert winners.acceptance(house, entry).answer is Answer.DECLINED
    page = client.get(room(entry))
    assert heading(text(page)) == catalogues.gettext("fr", "You have declined")
    assert [one for one in forms(page) if one.action.startswith(room(entry))] == []
    winners.passed(house, entry)
    page = text(client.get(room(entry)))
    assert heading(page) == catalogues.gettext("fr", "The prize has passed to another idea")


def test_too_late_it_is_said_and_no_answer_is_taken(house: House):
    client = house.visitor()
    entry = winners.sent(house, client)
    winners.picked(house, entry)
    winners.asked(house, entry)
    ask, no = question(client, entry), form(client.get(room(entry)), "/decline")
    winners.goes_by(house, DAY)
    for late in (ask.send(client, **AGREED), no.send(client)):
        assert late.status_code == 409
        assert said(late) == [phrases.objection("fr", Objection("answer_over"))]
        assert heading(text(late)) == catalogues.gettext("fr", "The time to answer is over")
    assert winners.acceptance(house, entry).answer is Answer.ASKED


def test_somebody_else_finds_nothing_and_a_stranger_is_led_to_the_link(house: House):
    client, other = house.visitor(), house.visitor()
    entry = winners.sent(house, client)
    visits.sent_idea(house, other, name="Autre chose", address="autre@example.org")
    winners.picked(house, entry)
    winners.asked(house, entry)
    assert other.get(room(entry)).status_code == 404
    token = form(other.get(path("me")), "/out").fields["csrf_token"]
    assert other.post(room(entry), data={"csrf_token": token} | AGREED).status_code == 404
    assert house.visitor().get(room(entry)).location == path("link_again")
    assert client.get(path("acceptance", entry="nothing")).status_code == 404


def test_erasing_one_s_data_erases_what_was_said_in_private(house: House):
    client = house.visitor()
    entry = winners.sent(house, client)
    winners.picked(house, entry)
    winners.asked(house, entry)
    question(client, entry).send(client, **AGREED)
    assert winners.acceptance(house, entry) is not None
    assert form(client.get(path("erase")), "/erase").send(client).status_code == 200
    assert winners.acceptance(house, entry) is None
    row = visits.entry(house, entry)
    with house.app.app_context():
        participants.erase(row.campaign_id, row.participant_id, now=clock.now())
