"""The vote ends, the winner accepts in private, and at a set second everybody learns it; then amended, taken back."""

import re
import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.journeys.announcing import STORIES, Prize, fills, schedules, soon, typed
from tests.journeys.pages import Code, Desk, Form, home
from tests.journeys.visitors import PAIRWISE, Mailbox, Visitor, every_kind

SUBMISSION, VOTE = 1, 2
GRACE = timedelta(minutes=30)
HEADLINE, AMENDED = "Kip, poulet, chicken", "Kip, poulet, chicken, Huhn"
SHOWN = "Mieke V., Lokeren"
REASON = "A recipe was mistaken for another."
# From sending a form to the second that it sets: long enough to look around on a machine that has much else to do.
AHEAD = timedelta(minutes=20)
# The end of it goes by as time does.
NEAR = timedelta(seconds=2)


def full_run(test):
    return every_kind(test, pairwise=PAIRWISE[:2])


@full_run
def test_the_winner_accepts_in_private_and_is_public_by_the_clock_in_three_languages_at_once(visitor: Visitor):
    slug = f"journey-{uuid4().hex[:8]}"
    _, chosen, *_ = visitor.site.campaign(slug)
    visitor.site.author(slug, chosen, address=visitor.address, lang=visitor.kind.lang)
    desk = Desk(visitor, slug)
    desk.comes_in_as("owner")
    desk.looks_around()
    closes_the_vote(desk)
    picks(desk, chosen, "The jury of the rules preferred it.")
    visitor.looks()
    cannot_announce_yet(desk)

    asks(desk)
    visitor.page = winner = visitor.another_browser()
    follows_the_mail(visitor)
    accepts(visitor)

    visitor.page = desk.page
    visitor.opens(f"/desk/{slug}/acceptances/{VOTE}")
    expect(desk.page.get_by_text(SHOWN)).to_be_visible()
    visitor.looks()
    desk.goes(f"announcements/{VOTE}")
    opens = schedules(desk, VOTE, HEADLINE, AHEAD)
    nobody_knows(visitor, slug, chosen)
    assert datetime.now(UTC) < opens
    comes(visitor, slug, opens)
    for lang in STORIES:
        everybody_knows(visitor, slug, lang, chosen, HEADLINE)
    visitor.looks()

    sends_the_prize(desk)
    follows_the_prize(visitor, winner)

    amends(desk)
    everybody_knows(visitor, slug, visitor.kind.lang, chosen, AMENDED)
    takes_back(desk)
    is_taken_back(visitor, slug)


# --- The desk


def closes_the_vote(desk: Desk) -> None:
    """End both phases, wait for the grace period, and close the result."""
    visitor, slug = desk.visitor, desk.campaign
    ends_soon(desk, SUBMISSION)
    visitor.looks()
    over = ends_soon(desk, VOTE)
    desk.goes(f"results/{VOTE}")
    visitor.looks()
    expect(desk.page.locator(f'form[action$="/results/{VOTE}/close"]')).to_have_count(0)
    comes(visitor, slug, over)
    visitor.opens(home(visitor, slug) + f"vote/{VOTE}")
    expect(visitor.page.locator("main .shelf")).to_have_count(0)
    visitor.looks()
    visitor.site.later(slug, GRACE + timedelta(seconds=5))
    visitor.opens(f"/desk/{slug}/results/{VOTE}")
    desk.page.locator(f'form[action$="/results/{VOTE}/close"] button').click()
    desk.is_told()
    visitor.looks()


def ends_soon(desk: Desk, position: int) -> datetime:
    """Move a phase's end to in a moment, and say why; when that is."""
    desk.goes("dates")
    desk.page.locator(f'table a[href="?phase={position}#edit"]').click()
    over = soon(AHEAD)
    desk.page.locator('[name="closes"]').fill(typed(over))
    desk.page.locator('[name="reason"]').fill("The shelf is full.")
    desk.page.locator(f'form[action$="/dates/{position}"] .button--main').click()
    desk.is_told()
    return over


def comes(visitor: Visitor, slug: str, moment: datetime) -> None:
    """A moment comes: what time decides happens by itself."""
    visitor.site.later(slug, moment - datetime.now(UTC) - NEAR)
    time.sleep(NEAR.total_seconds() + 0.1)


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
    desk.page.wait_for_url(f"**/acceptances/{VOTE}")


def cannot_announce_yet(desk: Desk) -> None:
    """Whoever announces before the winner has accepted is told what to do; what was written stays."""
    desk.goes(f"announcements/{VOTE}")
    fills(desk, HEADLINE)
    desk.page.locator('[name="when"][value="now"]').check()
    with desk.visitor.expecting(422):
        desk.page.locator(f'form[action$="/announcements/{VOTE}"] .actions button:first-child').click()
        expect(desk.page.locator("main .notice--wrong")).to_be_visible()
    expect(desk.page.locator("#headline_nl")).to_have_value(HEADLINE)
    desk.visitor.looks()


def asks(desk: Desk) -> None:
    """Ask the winner, until the moment that is proposed."""
    desk.page.locator(f'main a[href$="/acceptances/{VOTE}"]').click()
    desk.page.locator('form[action$="/ask"] .button--main').click()
    desk.is_told()
    desk.visitor.looks()


def sends_the_prize(desk: Desk) -> None:
    """Agreed, sent (not without something to follow it by), delivered."""
    desk.visitor.page = desk.page
    prize = Prize(desk, VOTE)
    prize.moves("agreed", note="A ribbon around it.")
    prize.does_not_move("sent", "tracking")
    desk.visitor.looks()
    prize.moves("sent", tracking="BE 123")
    prize.moves("delivered")
    prize.has_arrived()


def amends(desk: Desk) -> None:
    """Change its heading while it is public."""
    desk.visitor.page = desk.page
    desk.visitor.opens(f"/desk/{desk.campaign}/announcements/{VOTE}")
    fills(desk, AMENDED)
    desk.page.locator(f'form[action$="/announcements/{VOTE}"] .button--main').click()
    desk.is_told()


def takes_back(desk: Desk) -> None:
    """Take it back, with the reason that everybody reads."""
    desk.visitor.page = desk.page
    form = desk.page.locator('form[action$="/withdraw"]')
    form.locator('[name="reason"]').fill(REASON)
    form.locator("button").click()
    desk.is_told()
    desk.visitor.looks()


# --- The winner


def follows_the_mail(visitor: Visitor) -> None:
    """From the mail to the private page, in a browser that remembers nobody: by one's address and a code."""
    mailbox = Mailbox(visitor)
    mailbox.opens()
    (link,) = set(re.findall(r"https?://\S+/acceptance", mailbox.text()))
    visitor.opens(link)
    visitor.page.locator('main form [name="address"]').fill(visitor.address)
    visitor.page.locator("main form .button").click()
    code = Mailbox(visitor).code(arrived=2)
    Code(visitor.page).types(code)
    visitor.page.wait_for_url("**/acceptance")
    visitor.looks()


def accepts(visitor: Visitor) -> None:
    """Forget something, be told beside it with all that was typed still there, and accept."""
    page = visitor.page
    form = Form(page)
    form.fills(full_name="Mieke Verstraete", shown_name=SHOWN, phone="0470 11 22 33")
    form.ticks("of_age", "rights")
    send = page.locator('form[action$="/acceptance"] button')
    with visitor.expecting(422):
        send.click()
        form.complains_beside("silence")
    form.holds(full_name="Mieke Verstraete", shown_name=SHOWN)
    visitor.looks()
    form.ticks("silence")
    send.click()
    expect(page.locator("ol.mine__next")).to_be_visible()
    expect(page.get_by_text(SHOWN)).to_be_visible()
    visitor.looks()


def follows_the_prize(visitor: Visitor, winner: Page) -> None:
    """The winner reads each step on the private page; the mail that it was sent says how to follow it."""
    visitor.page = winner
    winner.reload()
    steps = winner.locator("ol[reversed] > li")
    expect(steps).to_have_count(3)
    expect(steps.nth(1)).to_contain_text("BE 123")
    expect(steps.nth(2)).to_contain_text("A ribbon around it.")
    visitor.looks()
    mailbox = Mailbox(visitor)
    mailbox.opens(arrived=3)
    assert "BE 123" in mailbox.text()


# --- The public


def picture(page: Page) -> str:
    """The file of the card that a link to this page shows."""
    address = page.locator('meta[property="og:image"]').get_attribute("content")
    assert address is not None
    return address.rpartition("/")[2]


def nobody_knows(visitor: Visitor, slug: str, name: str) -> None:
    """The winner's page is not there, and no page says that there will be one."""
    visitor.page = visitor.another_browser()
    for lang in STORIES:
        visitor.opens(f"/{lang}/{slug}/")
        expect(visitor.page.locator('a[href$="/winner"]')).to_have_count(0)
        assert picture(visitor.page).startswith("campaign-")
        with visitor.expecting(404):
            for path in ("winner", f"announcements/{VOTE}"):
                answer = visitor.page.goto(f"/{lang}/{slug}/{path}")
                assert answer is not None
                assert answer.status == 404
                expect(visitor.page.get_by_text(HEADLINE)).to_have_count(0)
                expect(visitor.page.locator("main").get_by_text(name)).to_have_count(0)
    visitor.looks()


def everybody_knows(visitor: Visitor, slug: str, lang: str, name: str, headline: str) -> None:
    """From the home to the winner's page, under the name that was agreed to, with a card of its own."""
    visitor.page = page = visitor.another_browser()
    visitor.waits_for_pages()
    visitor.opens(f"/{lang}/{slug}/")
    visitor.goes(f"/{lang}/{slug}/winner")
    expect(page.locator("h1")).to_have_text(name)
    expect(page.locator("html")).to_have_attribute("lang", lang)
    expect(page.locator("#story")).to_have_text(headline)
    expect(page.get_by_text(STORIES[lang])).to_be_visible()
    expect(page.locator(".poster__by")).to_contain_text(SHOWN)
    assert picture(page).startswith(f"winner-{VOTE}-{lang}-")
    card = page.request.get(f"/cards/{slug}/{picture(page)}")
    assert (card.status, card.headers["content-type"]) == (200, "image/jpeg")


def is_taken_back(visitor: Visitor, slug: str) -> None:
    """The winner's page says so, and the history says why."""
    visitor.page = visitor.another_browser()
    visitor.waits_for_pages()
    with visitor.expecting(404):
        answer = visitor.page.goto(f"/{visitor.kind.lang}/{slug}/announcements/{VOTE}")
    assert answer is not None
    assert answer.status == 404
    expect(visitor.page.get_by_text(HEADLINE)).to_have_count(0)
    visitor.looks()
    visitor.goes(f"/{visitor.kind.lang}/{slug}/history")
    expect(visitor.page.locator("main")).to_contain_text(REASON)
