"""Reporting an idea: anybody may, what is missing is said, a person answers, whoever left an address is told."""

import re

import pytest

from contest import clock, worker
from contest.models import Report
from contest.rules.reasons import REPORTS
from contest.rules.roles import Role
from contest.words import catalogues, reports
from tests.living import LANGUAGES, House
from tests.web.desk import rooms
from tests.web.visits import form, forms, mails, path, published, rows, text, wrong

SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)


@SQLITE
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_form_leads_from_the_idea_and_keeps_what_was_typed(house: House, lang: str):
    client, row = house.visitor(), published(house)[0]
    address = path("report", lang, number=row.number)
    assert f'href="{address}"' in text(client.get(path("entry", lang, number=row.number)))
    page = client.get(address)
    assert [reports.label(lang, reason) in text(page) for reason in REPORTS] == [True] * len(REPORTS)
    missing = form(page).send(client, reason=None, words="Zo is dat.", address="nobody")
    assert (missing.status_code, wrong(missing)) == (422, ["reason", "address"])
    assert form(missing).fields["words"] == "Zo is dat."
    vague = form(page).send(client, reason="illegal")
    assert (vague.status_code, wrong(vague)) == (422, ["words", "address", "name", "good_faith"])
    assert rows(house, Report) == 0


def test_a_report_is_answered_at_the_desk_and_by_mail_in_the_reporters_language(house: House):
    visitor, desk, row = house.visitor(), house.staff(Role.MODERATOR, "en"), published(house)[0]
    filled = form(visitor.get(path("report", "nl", number=row.number)))
    for _ in range(2):
        sent = filled.send(visitor, reason="not_theirs", words="Mijn foto.", address="els@example.org")
        assert sent.location == path("report", "nl", number=row.number) + "?sent=1"
    assert catalogues.gettext("nl", "Thank you for telling us") in text(visitor.get(sent.location))
    assert rows(house, Report) == 1
    listed = desk.get(rooms.room("queue?show=reported"))
    assert rooms.listed(listed) == [row.id]
    page = desk.get(rooms.room(f"queue/{row.id}"))
    assert "1 visitor reported it" in rooms.words(page)
    assert "Mijn foto." in rooms.words(page)
    worker.run_once(house.app, clock.now())
    (mail,) = mails(house, "els@example.org")
    confirming = re.search(r"https?://[^/]+(/nl/\S+/reports/\S+)", mail.plain)[1]
    assert form(visitor.get(confirming)).send(visitor).location == f"{confirming}?done=1"
    assert catalogues.gettext("nl", "Thank you, your report is confirmed") in text(visitor.get(f"{confirming}?done=1"))
    assert visitor.get(f"{confirming[:-1]}x").status_code == 404
    assert "address confirmed" in rooms.words(desk.get(rooms.room(f"queue/{row.id}")))
    kept = next(one for one in forms(page) if one.action.endswith("/keep")).send(desk)
    assert kept.status_code == 303
    assert rooms.notices(desk.get(kept.location)) == ["It stays online; the reports are answered."]
    worker.run_once(house.app, clock.now())
    mail = mails(house, "els@example.org")[0]
    assert (row.name in mail.subject, len(mails(house, "els@example.org"))) == (True, 2)
    assert 'lang="nl"' in mail.html
    assert rooms.listed(desk.get(rooms.room("queue?show=reported"))) == []


@SQLITE
def test_what_is_not_online_is_not_reported_and_no_form_of_another_idea_counts(house: House):
    client, (one, other, *_) = house.visitor(), published(house)
    assert client.get(path("report", number=99_999)).status_code == 404
    token = form(client.get(path("report", number=one.number))).fields["token"]
    answer = form(client.get(path("report", number=other.number))).send(client, reason="danger", token=token)
    assert answer.status_code == 409
    assert rows(house, Report) == 0
