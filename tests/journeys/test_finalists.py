"""Finalists are picked, released by a second person, seen by a journalist under embargo, and then by everybody."""

import re
from datetime import timedelta
from uuid import uuid4

from playwright.sync_api import expect
from sqlalchemy import select, update

from contest.db import transaction
from contest.models import Announcement, Campaign, Phase
from tests.journeys.announcing import STORIES, schedules
from tests.journeys.pages import Desk, home
from tests.journeys.visitors import PAIRWISE, Visitor, every_kind

SUBMISSION = 1
HEADLINE, MEDIUM = "Kip, poulet, chicken", "De Standaard"
NUMBERS = ("3", "1", "2")
# In the language that came in last under this role, perhaps somebody else's.
OPENED = re.compile("ouvert 1 fois|1 keer geopend|opened 1 time")


def in_one_language(test):
    return every_kind(test, pairwise=PAIRWISE[:1])


@in_one_language
def test_finalists_are_announced_by_two_people_and_a_journalist_knows_before(visitor: Visitor):
    slug = f"journey-{uuid4().hex[:8]}"
    visitor.site.campaign(slug)
    no_more_ideas(visitor, slug)
    writer = Desk(visitor, slug)
    writer.comes_in_as("manager")
    writer.goes(f"finalists/{SUBMISSION}")
    picks(writer)
    schedules(writer, SUBMISSION, HEADLINE, timedelta(hours=1))
    expect(writer.page.locator('form[action$="/release"] button')).to_have_count(0)

    visitor.page = visitor.another_browser()
    second = Desk(visitor, slug)
    second.comes_in_as("owner")
    second.goes(f"finalists/{SUBMISSION}")
    visitor.goes(f"/desk/{slug}/announcements/{SUBMISSION}")
    second.page.locator('form[action$="/release"] button').click()
    second.is_told()
    link = makes_a_link(second)

    visitor.page = journalist = visitor.another_browser()
    promises(visitor, f"/{visitor.kind.lang}{link[3:]}")
    nobody_knows(visitor, slug)
    visitor.page = second.page
    visitor.opens(f"/desk/{slug}/embargoes/{SUBMISSION}")
    expect(second.page.locator("main")).to_contain_text(OPENED)

    the_moment_has_come(visitor, slug)
    visitor.page = journalist
    journalist.reload()
    journalist.wait_for_url(f"**/announcements/{SUBMISSION}")
    everybody_knows(visitor, slug)


def no_more_ideas(visitor: Visitor, slug: str) -> None:
    """Ideas are over, and the campaign wants two people for what it announces."""
    with visitor.site.inside() as now, transaction() as session:
        campaign = session.scalars(select(Campaign).where(Campaign.slug == slug)).one()
        campaign.two_announce = True
        of = (Phase.campaign_id == campaign.id, Phase.position == SUBMISSION)
        session.execute(update(Phase).where(*of).values(closes=now - timedelta(days=6)))


def the_moment_has_come(visitor: Visitor, slug: str) -> None:
    """What is announced opens now."""
    with visitor.site.inside() as now, transaction() as session:
        of = select(Campaign.id).where(Campaign.slug == slug).scalar_subquery()
        session.execute(update(Announcement).where(Announcement.campaign_id == of).values(opens=now))


def picks(desk: Desk) -> None:
    """Type numbers, and a word among them: that is refused with all of it still there; then without."""
    page = desk.page
    page.locator("#reason").fill("The jury liked these.")
    page.locator("#numbers").fill(", ".join(NUMBERS) + ", chips")
    with desk.visitor.expecting(422):
        page.locator("main .step .button--main").click()
        expect(page.locator('#numbers[aria-invalid="true"]')).to_be_focused()
    expect(page.locator("#reason")).to_have_value("The jury liked these.")
    desk.visitor.looks()
    page.locator("#numbers").fill(", ".join(NUMBERS))
    page.locator("main .step .button--main").click()
    page.wait_for_url(f"**/announcements/{SUBMISSION}")


def makes_a_link(desk: Desk) -> str:
    """A journalist's own link, until the moment that is proposed; its path."""
    page, visitor = desk.page, desk.visitor
    visitor.goes(f"/desk/{desk.campaign}/embargoes/{SUBMISSION}")
    page.locator("#name").fill("Ada Peeters")
    page.locator("#medium").fill(MEDIUM)
    page.locator("main form:has(#medium) .button--main").click()
    desk.is_told()
    visitor.looks()
    address = page.locator("#link-1").input_value()
    assert address.startswith(visitor.site.url)
    return address.removeprefix(visitor.site.url)


def promises(visitor: Visitor, link: str) -> None:
    """Nothing is shown before the promise; then everything, under a line that says until when."""
    page = visitor.page
    visitor.opens(link)
    expect(page.get_by_text(HEADLINE)).to_have_count(0)
    visitor.looks()
    page.locator("main form .button").click()
    expect(page.locator("h1")).to_have_text(HEADLINE)
    expect(page.locator(".shelf > li")).to_have_count(len(NUMBERS))
    visitor.looks()


def nobody_knows(visitor: Visitor, slug: str) -> None:
    """Whoever has no link finds nothing."""
    visitor.page = visitor.another_browser()
    with visitor.expecting(404):
        answer = visitor.page.goto(f"{home(visitor, slug)}announcements/{SUBMISSION}")
        assert answer is not None
        assert answer.status == 404
    expect(visitor.page.get_by_text(HEADLINE)).to_have_count(0)


def everybody_knows(visitor: Visitor, slug: str) -> None:
    """The same page without the line; the home leads there; the press page says who knew before."""
    page, here = visitor.page, home(visitor, slug)
    expect(page.locator("h1")).to_have_text(HEADLINE)
    expect(page.get_by_text(STORIES[visitor.kind.lang])).to_be_visible()
    expect(page.locator(".shelf > li")).to_have_count(len(NUMBERS))
    visitor.waits_for_pages()
    visitor.opens(here)
    visitor.goes(f"{here}finalists")
    expect(page.locator("h1")).to_have_text(HEADLINE)
    visitor.opens(f"{here}press")
    expect(page.locator("main")).to_contain_text(MEDIUM)
    visitor.looks()
