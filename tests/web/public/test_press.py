"""The press page: only what is public, as of a moment; kit and certificate behind the announcement's second."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from contest import clock
from contest.db import reading, transaction
from contest.models import Announcement, Entry
from contest.rules.phases import Exposure, PhaseKind
from contest.rules.roles import Role
from contest.services import participants
from tests.inspector import InspectingClient
from tests.living import FINISHED, LANGUAGES, House
from tests.web import visits
from tests.web.desk import rooms
from tests.web.drawing import media
from tests.web.visits import path

pytestmark = pytest.mark.parametrize(**rooms.SQLITE)
HOUR = timedelta(hours=1)


def status(client: InspectingClient, where: str) -> int:
    """What an address answers."""
    with client.get(where) as answer:
        return answer.status_code


def outputs(house: House, slug: str = FINISHED) -> dict[str, int]:
    """The answers of everything that tells of a winner."""
    visitor, desk = house.visitor(), house.staff(Role.MANAGER, "en")
    room = rooms.room("press", slug)
    return {
        "kit": status(visitor, path("press_kit", position=2, campaign=slug)),
        "desk's kit": status(desk, f"{room}/2/kit.zip"),
        "certificate": status(desk, f"{room}/2/certificates/11/fr.pdf"),
        "posts": status(desk, rooms.room("posts?about=announced-2-11", slug)),
    }


def test_before_its_second_nothing_is_told_and_no_file_is_given(house: House):
    phase = visits.phase(house, PhaseKind.VOTE, FINISHED)
    folder = media(house) / phase.campaign_id.hex / "press" / "announcement-2"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("kit-0123456789ab.zip", *(f"certificate-11-{lang}-0123456789ab.pdf" for lang in LANGUAGES)):
        (folder / name).write_bytes(b"made")
    assert set(outputs(house).values()) == {200}
    page = rooms.words(house.visitor().get(path("press", "en", FINISHED)))
    for said in ("Kip van de hoek", "Download the press kit", "Votes counted 3,200", "No vote was excluded."):
        assert said in page
    assert "link from" not in page
    with house.app.app_context(), transaction() as session:
        session.scalars(select(Announcement).where(Announcement.phase_id == phase.id)).one().opens += 10_000 * HOUR
    assert set(outputs(house).values()) == {404}
    for lang in LANGUAGES:
        answer = house.visitor().get(path("press", lang, FINISHED))
        words = rooms.words(answer)
        assert answer.status_code == 200
        for secret in ("Kip van de hoek", "3,200", "3.200", "3 200", "Rita"):
            assert secret not in words


def test_the_winners_card_is_offered_once_it_is_drawn(house: House):
    client = house.visitor()

    def offered() -> list[str]:
        return re.findall(r'<figure><img src="([^"]+)"', visits.text(client.get(path("press", "fr", FINISHED))))

    # Until then its address shows the campaign's card, which stands there already.
    assert not [one for one in offered() if "/winner-" in one]
    page = visits.text(client.get(path("announcement", "fr", FINISHED, position=2)))
    (name,) = re.findall(r'og:image" content="[^"]+/(winner-[^"]+)"', page)
    file = media(house) / house.campaign(FINISHED).hex / "cards" / "winner-2" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"card")
    assert [one.rpartition("/")[2] for one in offered() if "/winner-" in one] == [name]
    assert len(set(offered())) == len(offered())


def test_hidden_figures_are_not_cited_and_running_ones_are_as_of_now(house: House):
    def cited() -> str:
        return rooms.words(house.visitor().get(path("press", "en")))

    visits.set_phase(house, PhaseKind.VOTE, exposure=Exposure.LIVE)
    assert "The vote runs or is being checked: not the final figure." in cited()
    visits.set_phase(house, PhaseKind.VOTE, exposure=Exposure.AFTER_CLOSE)
    page = cited()
    assert "Votes counted" not in page
    assert "Ideas online" in page


def test_a_certificate_is_its_author_s_alone_and_in_the_language_of_the_page(house: House):
    phase, now = visits.phase(house, PhaseKind.VOTE, FINISHED), clock.now()
    folder = media(house) / phase.campaign_id.hex / "press" / "announcement-2"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "certificate-11-nl-0123456789ab.pdf").write_bytes(b"made")
    with house.app.app_context():
        mine = reading().scalars(select(Entry).where(Entry.campaign_id == phase.campaign_id, Entry.number == 11)).one()
        other = reading().scalars(select(Entry).where(Entry.campaign_id == phase.campaign_id, Entry.number == 3)).one()
        assert mine.participant_id is not None
        token = participants.remember(phase.campaign_id, mine.participant_id, now=now)
    author, stranger = house.visitor(), house.visitor()
    author.set_cookie(f"me-{FINISHED}", token)
    page = rooms.words(author.get(path("my_entry", "nl", FINISHED, entry=mine.id.hex)))
    assert "Je certificaat Nederlands (PDF)" in page
    found = {lang: status(author, path("my_certificate", lang, FINISHED, entry=mine.id.hex)) for lang in LANGUAGES}
    assert found == {"fr": 404, "nl": 200, "en": 404}
    assert author.get(path("my_certificate", "nl", FINISHED, entry=other.id.hex)).status_code == 404
    assert stranger.get(path("my_certificate", "nl", FINISHED, entry=mine.id.hex)).status_code == 303
    with house.app.app_context(), transaction() as session:
        row = session.scalars(select(Announcement).where(Announcement.phase_id == phase.id)).one()
        row.opens = now + HOUR
    assert author.get(path("my_certificate", "nl", FINISHED, entry=mine.id.hex)).status_code == 404
    assert "Je certificaat" not in rooms.words(author.get(path("my_entry", "nl", FINISHED, entry=mine.id.hex)))
