"""Choosing who may vote, and the codes for it: at the desk, by whoever may edit the campaign."""

from datetime import timedelta

import pytest

from contest.models import CodeBatch, PackCode
from contest.queries import campaigns
from contest.rules import codes
from contest.rules.eligibility import Who, who_may
from contest.rules.phases import PhaseKind
from contest.rules.roles import Role
from contest.words import eligibility as words
from tests.living import FINISHED, LANGUAGES, RUNNING, House
from tests.web import visits
from tests.web.desk import rooms

DATES, CODES = rooms.room("dates"), rooms.room("codes")
REASON = "Les codes sont imprimés sur les paquets."
DAY = timedelta(days=1)
pytestmark = pytest.mark.parametrize(**rooms.SQLITE)


def chosen(house: House, slug: str = RUNNING) -> Who:
    return who_may(visits.phase(house, PhaseKind.VOTE, slug).settings)


def choose(client, who: str, why: str = REASON, room: str = DATES):
    return visits.form(client.get(f"{room}?phase=2"), "/2/who").send(client, who=who, who_why=why)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_chosen_before_the_vote_and_told_in_public_with_its_reason(house: House, lang: str):
    visits.move(house, PhaseKind.VOTE, opens=DAY, closes=3 * DAY)
    client = house.staff(Role.MANAGER, lang)
    page = rooms.words(client.get(f"{DATES}?phase=2"))
    for _, said, worth in words.choices(lang):
        assert said in page
        assert rooms.even(worth) in page
    refused = choose(client, "code", " ")
    assert (refused.status_code, list(rooms.wrong(refused))) == (422, ["who_why"])
    assert visits.form(refused, "/2/who").fields["who"] == "code"
    answer = choose(client, "code")
    assert (answer.status_code, chosen(house)) == (303, Who.CODE)
    assert REASON in rooms.words(house.visitor().get(visits.path("history", lang=lang)))
    (record,) = rooms.records(house, "eligibility.changed")
    assert (record.details["before"], record.details["who"]) == ("email", "code")
    # What stays changes nothing, and is told by nobody.
    assert choose(client, "code", "").status_code == 303
    assert len(rooms.records(house, "eligibility.changed")) == 1
    assert rooms.link(client.get(f"{DATES}?phase=2"), {"fr": "Codes", "nl": "Codes", "en": "Codes"}[lang])


def test_once_the_vote_has_begun_it_stays(house: House):
    client = house.staff(Role.OWNER, "en")
    page = client.get(f"{DATES}?phase=2")
    assert "The vote has begun, so this stays" in rooms.words(page)
    assert [one.action for one in visits.forms(page) if one.action.endswith("/who")] == []
    for room, slug in ((DATES, RUNNING), (rooms.room("dates", FINISHED), FINISHED)):
        answer = rooms.send(client, f"{room}/2/who", who="browser", who_why=REASON)
        assert answer.status_code == 409
        assert "votes under two rules cannot be counted together" in " ".join(rooms.notices(answer))
        assert chosen(house, slug) is Who.EMAIL
    assert rooms.records(house, "eligibility.changed") == []


def test_what_cannot_be_chosen_is_not_found_and_a_moderator_chooses_nothing(house: House):
    visits.move(house, PhaseKind.VOTE, opens=DAY, closes=3 * DAY)
    client = house.staff(Role.MANAGER)
    for position, who in ((1, "code"), (3, "code"), (9, "code"), (2, "anybody"), (2, "")):
        assert rooms.send(client, f"{DATES}/{position}/who", who=who, who_why=REASON).status_code == 404
    moderator = house.staff(Role.MODERATOR)
    assert rooms.send(moderator, f"{DATES}/2/who", who="code", who_why=REASON).status_code == 403
    assert moderator.get(CODES).status_code == 403
    assert chosen(house) is Who.EMAIL


def test_a_batch_is_made_once_and_handed_out_as_a_sheet(house: House):
    client = house.staff(Role.MANAGER, "en")
    page = client.get(CODES)
    assert "No vote of this campaign asks for a code" in rooms.words(page)
    asked = visits.form(page, "/codes")
    for typed, field in (({"codes": "0"}, "codes"), ({"codes": "many"}, "codes"), ({"codes": "100001"}, "codes")):
        answer = asked.send(client, **typed)
        assert (answer.status_code, list(rooms.wrong(answer))) == (422, [field]), typed
    sheet = asked.send(client, codes="1 200", label="Spring", lang="nl")
    assert (sheet.status_code, sheet.mimetype) == (200, "text/csv")
    assert sheet.headers["Content-Disposition"] == f'attachment; filename="{RUNNING}-codes-1.csv"'
    assert "no-store" in sheet.headers["Cache-Control"]
    head, *lines = visits.text(sheet).splitlines()
    assert (head, len(lines)) == ("code;address", 1200)
    code, address = lines[0].split(";")
    assert address.endswith(f"/nl/{RUNNING}/vote?code={codes.read_code(code)}")
    assert visits.rows(house, PackCode) == 1200
    # The same form again, as a double click sends it, makes no second batch.
    again = asked.send(client, codes="1 200", label="Spring", lang="nl")
    assert again.status_code == 422
    assert visits.rows(house, CodeBatch) == 1
    page = rooms.words(client.get(CODES))
    assert "1 · Spring" in page
    assert "1,200" in page


def test_the_page_of_the_codes_says_how_many_have_voted(house: House):
    client, visitor = house.staff(Role.MANAGER, "en"), house.visitor()
    visits.set_phase(house, PhaseKind.VOTE, eligibility="code")
    sheet = visits.text(visits.form(client.get(CODES), "/codes").send(client, codes="3"))
    code = sheet.splitlines()[1].partition(";")[0]
    slip = visits.path("slip", position=2, number=3)
    assert visits.form(visitor.get(slip)).send(visitor, code=code).status_code == 303
    page = client.get(CODES)
    assert 'data-label="Have voted" class="figure">1<' in visits.text(page)
    assert "No vote of this campaign asks" not in rooms.words(page)
    with house.app.app_context():
        assert campaigns.by_slug(RUNNING, "fr") is not None


def test_codes_have_a_command_for_the_million(house: House, tmp_path):
    run, sheet, pdf = house.app.test_cli_runner(), tmp_path / "codes.csv", tmp_path / "codes.pdf"
    with house.app.app_context():
        made = run.invoke(args=["codes", "make", RUNNING, "30", str(sheet), "--label", "Autumn", "--lang", "nl"])
        assert "made: batch 1, 30 codes" in made.output
        assert "one guess in 1,200,959,900,632,132 finds one" in made.output
        assert sheet.stat().st_mode & 0o777 == 0o600
        drawn = run.invoke(args=["codes", "export-sheet", RUNNING, str(sheet), str(pdf)])
        assert (drawn.exit_code, pdf.read_bytes().count(b"/Type /Page ")) == (0, 2)
        for again in (["make", RUNNING, "30", str(sheet)], ["export-sheet", RUNNING, str(sheet), str(pdf)]):
            refused = run.invoke(args=["codes", *again])
            assert (refused.exit_code, "nothing is overwritten" in refused.output) == (1, True)
        own = tmp_path / "own.txt"
        own.write_text("12345678\n1234\n")
        told = run.invoke(args=["codes", "import", RUNNING, str(own)])
        assert (told.exit_code, "row 2" in told.output, "Nothing was brought in" in told.output) == (1, True, True)
        own.write_text("12345678\n")
        told = run.invoke(args=["codes", "import", RUNNING, str(own)])
        assert (told.exit_code, "too easy to guess" in told.output) == (1, True)
        for wrong in (
            ["make", "nowhere", "3", str(tmp_path / "x")],
            ["make", RUNNING, "3", str(sheet), "--lang", "it"],
        ):
            assert run.invoke(args=["codes", *wrong]).exit_code == 1
    assert visits.rows(house, CodeBatch) == 1
