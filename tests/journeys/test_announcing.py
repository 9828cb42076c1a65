"""The owner ends the phases, closes the result, picks the winner, and tells it in three languages at once."""

import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.journeys.pages import Desk, home
from tests.journeys.visitors import PAIRWISE, Visitor, every_kind

ZONE = ZoneInfo("Europe/Brussels")
SUBMISSION, VOTE = 1, 2
GRACE = timedelta(minutes=30)
HEADLINE = "Kip, poulet, chicken"
STORIES = {
    "fr": "Elle l’a inventée un soir de pluie.",
    "nl": "Ze bedacht hem op een regenavond.",
    "en": "She thought of it one rainy evening.",
}


def full_run(test):
    return every_kind(test, pairwise=PAIRWISE[:1])


@full_run
def test_the_owner_ends_the_vote_and_the_winner_is_public_in_three_languages_at_once(visitor: Visitor):
    slug = f"journey-{uuid4().hex[:8]}"
    _, runner_up, *_ = visitor.site.campaign(slug)
    desk = Desk(visitor, slug)
    desk.comes_in_as("owner")
    ends_now(desk, SUBMISSION)
    visitor.looks()
    over = ends_now(desk, VOTE)

    desk.goes(f"results/{VOTE}")
    visitor.looks()
    expect(desk.page.locator(f'form[action$="/results/{VOTE}/close"]')).to_have_count(0)
    wait_until(over)
    visitor.opens(home(visitor, slug) + f"vote/{VOTE}")
    expect(visitor.page.locator("main .shelf")).to_have_count(0)
    visitor.looks()

    visitor.site.later(slug, GRACE + timedelta(seconds=5))
    visitor.opens(f"/desk/{slug}/results/{VOTE}")
    desk.page.locator(f'form[action$="/results/{VOTE}/close"] button').click()
    desk.is_told()
    visitor.looks()
    picks(desk, runner_up, "The jury of the rules preferred it.")
    visitor.looks()
    writes_and_announces(desk)
    visitor.looks()

    visitor.page = visitor.another_browser()
    for lang, story in STORIES.items():
        visitor.opens(f"/{lang}/{slug}/")
        visitor.looks()
        visitor.goes(f"/{lang}/{slug}/winner")
        expect(visitor.page.locator("h1")).to_have_text(runner_up)
        expect(visitor.page.locator("html")).to_have_attribute("lang", lang)
        expect(visitor.page.locator("#story")).to_have_text(HEADLINE)
        expect(visitor.page.get_by_text(story)).to_be_visible()
        visitor.looks()


def ends_now(desk: Desk, position: int) -> datetime:
    """Move a phase's end to in a moment, and say why; when that is."""
    desk.goes("dates")
    desk.page.locator(f'table a[href="?phase={position}#edit"]').click()
    over = (datetime.now(ZONE) + timedelta(seconds=4)).replace(microsecond=0)
    # A field for moments drops seconds that are zero.
    over += timedelta(seconds=1) if over.second == 0 else timedelta()
    desk.page.locator('[name="closes"]').fill(over.strftime("%Y-%m-%dT%H:%M:%S"))
    desk.page.locator('[name="reason"]').fill("The shelf is full.")
    desk.page.locator(f'form[action$="/dates/{position}"] .button--main').click()
    desk.is_told()
    return over


def wait_until(moment: datetime) -> None:
    """What time decides happens by itself."""
    time.sleep(max(0.0, (moment - datetime.now(UTC)).total_seconds() + 0.1))


def picks(desk: Desk, name: str, reason: str) -> None:
    """Pick somebody who is not first: without a reason that is refused, with one it is done."""
    form = desk.page.locator("form.pick")
    form.locator("label.choice", has_text=name).locator("input").check()
    with desk.visitor.expecting(422):
        form.locator("button").click()
        expect(form.locator('[name="reason"][aria-invalid="true"]')).to_be_focused()
    expect(form.locator("label.choice", has_text=name).locator("input")).to_be_checked()
    form.locator('[name="reason"]').fill(reason)
    form.locator("button").click()
    desk.page.wait_for_url(f"**/announcements/{VOTE}")


def writes_and_announces(desk: Desk) -> None:
    """Write it in every language, and announce it at once."""
    for lang, story in STORIES.items():
        desk.page.locator(f"#headline_{lang}").fill(HEADLINE)
        desk.page.locator(f"#story_{lang}").fill(story)
    desk.page.locator('[name="when"][value="now"]').check()
    desk.page.locator(f'form[action$="/announcements/{VOTE}"] .button--main').click()
    desk.is_told()
