"""A team's own guide and reasons, from the page where they are set to the letter that names them."""

import re

import pytest
from werkzeug.test import TestResponse

from contest import clock, worker
from contest.models import Audit
from contest.queries import outbox
from contest.rules.roles import Role
from contest.services import moderation
from tests.inspector import InspectingClient
from tests.living import RUNNING, House
from tests.web import visits
from tests.web.desk import rooms

pytestmark = pytest.mark.parametrize(**rooms.SQLITE)
PLACE = rooms.room("guidance")
REASON = {
    "label__fr": "Hors sujet",
    "mail__fr": "Ce concours ne cherche que des chips.",
    "label__nl": "Iets anders",
    "mail__nl": "Deze wedstrijd zoekt alleen chips.",
    "label__en": "Off topic",
    "mail__en": "This contest is about crisps alone.",
    "rule_": "2.9",
}


def keep(client: InspectingClient, **typed: str | list[str]) -> TestResponse:
    """Send the page as a browser would: what stands there, every tick, and this."""
    page = client.get(PLACE)
    form = visits.form(page, PLACE)
    return form.send(client, **{"on": values(page, "on")} | typed)


def values(page: TestResponse, name: str) -> list[str]:
    """What the ticks of this name, or the choices, stand for."""
    return re.findall(rf'name="{name}" value="([^"]+)"', visits.text(page))


def test_a_teams_reason_is_set_offered_mailed_and_offered_no_more(house: House):
    before = visits.rows(house, Audit, Audit.verb == "guidance.changed")
    manager, moderator = house.staff(Role.MANAGER, "en"), rooms.colleague(house, "Mo", RUNNING)
    gap = keep(manager, **REASON | {"mail__nl": " "})
    assert (gap.status_code, list(rooms.wrong(gap))) == (422, ["mail__nl"])
    assert "Ce concours ne cherche que des chips." in visits.text(gap), "nothing typed is lost"
    assert (
        keep(
            manager,
            **REASON,
            **dict.fromkeys(("guide_fr", "guide_nl", "guide_en"), "Sec et chaleureux."),
            rule_danger="9.9",
        ).status_code
        == 303
    )
    assert keep(manager).status_code == 303
    assert visits.rows(house, Audit, Audit.verb == "guidance.changed") == before + 1, "the same again is nothing"
    assert rooms.send(moderator, PLACE, guide_fr="x").status_code == 403
    assert "Sec et chaleureux." in rooms.words(moderator.get(PLACE))

    entry, another = rooms.waiting(house)[:2]
    beside = rooms.words(moderator.get(rooms.room(f"queue/{entry}")))
    assert ("Sec et chaleureux." in beside, "9.9" in beside, "2.9" in beside) == (True, True, True)
    asked = moderator.get(rooms.room(f"queue/{entry}/refuse"))
    (own,) = {one for one in values(asked, "reason") if one.startswith("own-")}
    assert visits.form(asked, "/refuse").send(moderator, reason=own).status_code == 303
    rooms.goes_by(house, moderation.UNDO)
    worker.run_once(house.app, clock.now())
    words = REASON[f"mail__{visits.entry(house, entry).lang}"]
    with house.app.app_context():
        (mail,) = [one for one in outbox.kept() if words in rooms.even(one.plain)]
    assert "2.9" in mail.plain

    kept = [one for one in values(manager.get(PLACE), "on") if one != own]
    assert keep(manager, on=kept).status_code == 303
    assert own not in visits.text(moderator.get(rooms.room(f"queue/{another}/refuse")))
    assert "Off topic" in rooms.words(house.staff(Role.OWNER, "en").get("/desk/audit")), "the record names it for good"
