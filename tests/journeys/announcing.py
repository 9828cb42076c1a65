"""An announcement as staff write it and a prize as it goes its way: what journeys to winners and finalists share."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.journeys.pages import Desk

ZONE = ZoneInfo("Europe/Brussels")
STORIES = {
    "fr": "Elle l’a inventée un soir de pluie.",
    "nl": "Ze bedacht hem op een regenavond.",
    "en": "She thought of it one rainy evening.",
}


def soon(length: timedelta) -> datetime:
    """A second so far ahead; a field for moments drops seconds that are zero."""
    moment = (datetime.now(ZONE) + length).replace(microsecond=0)
    return moment + timedelta(seconds=1) if moment.second == 0 else moment


def typed(moment: datetime) -> str:
    """A moment as a field takes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S")


def fills(desk: Desk, headline: str) -> None:
    """Write it in every language."""
    for lang, story in STORIES.items():
        desk.page.locator(f"#headline_{lang}").fill(headline)
        desk.page.locator(f"#story_{lang}").fill(story)


def schedules(desk: Desk, position: int, headline: str, ahead: timedelta) -> datetime:
    """Write it, public at a second so far ahead; when that is."""
    fills(desk, headline)
    desk.page.locator('[name="when"][value="at"]').check()
    opens = soon(ahead)
    desk.page.locator("#at").fill(typed(opens))
    desk.page.locator(f'form[action$="/announcements/{position}"] .button--main').click()
    desk.is_told()
    return opens


class Prize:
    """A prize on its way, at the desk."""

    def __init__(self, desk: Desk, position: int) -> None:
        self.desk, self.page = desk, desk.page
        desk.visitor.opens(f"/desk/{desk.campaign}/prizes/{position}")

    def moves(self, step: str, *, tracking: str = "", note: str = "") -> None:
        """Write down that it has come so far."""
        self._sends(step, tracking, note)
        self.desk.is_told()

    def does_not_move(self, step: str, beside: str) -> None:
        """Forget something: that is said beside its field, and what was chosen stays."""
        with self.desk.visitor.expecting(422):
            self._sends(step, "", "")
            expect(self.page.locator(f'[name="{beside}"][aria-invalid="true"]')).to_be_focused()
        expect(self.page.locator("#step")).to_have_value(step)

    def has_arrived(self) -> None:
        """Nothing is left to do."""
        expect(self.page.locator("#step")).to_have_count(0)

    def _sends(self, step: str, tracking: str, note: str) -> None:
        self.page.locator("#step").select_option(step)
        self.page.locator("#tracking").fill(tracking)
        self.page.locator("#note").fill(note)
        self.page.locator("main .step .button--main").click()
