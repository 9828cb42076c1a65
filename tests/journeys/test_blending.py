"""A jury counts beside the public: a formula before the vote, a sheet after it, and everybody reads how it was made."""

import csv
import io
from datetime import timedelta
from uuid import uuid4

from playwright.sync_api import expect

from tests.journeys.pages import Desk, home
from tests.journeys.visitors import PAIRWISE, Visitor, every_kind

VOTE = 2
DAY = timedelta(days=1)


@lambda test: every_kind(test, pairwise=PAIRWISE[:2])
def test_a_jury_decides_by_a_formula_of_before_and_figures_of_after(visitor: Visitor):
    slug = f"blend-{uuid4().hex[:8]}"
    ahead, chosen, *_ = visitor.site.campaign(slug)
    # Its vote begins tomorrow.
    visitor.site.later(slug, -6 * DAY)
    desk = Desk(visitor, slug)
    desk.comes_in_as("owner")
    room, page = f"/desk/{slug}/blend/{VOTE}", desk.page
    visitor.opens(room)
    visitor.looks()
    for name, value in (("weight_public", "40"), ("weight_jury", "60"), ("blend_reason", "Cooks taste, too.")):
        page.locator(f"#{name}").fill(value)
    page.locator(f'form[action$="/blend/{VOTE}"] .button--main').click()
    desk.is_told()

    visitor.site.later(slug, 17 * DAY)
    sheet = page.request.get(f"{room}/sheet.csv").text()
    with visitor.expecting(422):
        brings(desk, sheet)
        expect(page.locator("#jury .notice--wrong li").first).to_be_visible()
    visitor.looks()
    brings(desk, filled(sheet, chosen))
    desk.is_told()
    visitor.opens(f"/desk/{slug}/results/{VOTE}")
    page.locator(f'form[action$="/results/{VOTE}/close"] button').click()
    desk.is_told()
    visitor.looks()

    visitor.page = visitor.another_browser()
    visitor.opens(f"{home(visitor, slug)}results/{VOTE}")
    made = visitor.page.locator(".blend .bars__line")
    expect(made.first).to_contain_text(chosen)
    expect(made.nth(1)).to_contain_text(ahead)
    visitor.looks()


def brings(desk: Desk, sheet: str) -> None:
    """Send a sheet of the jury's."""
    desk.visitor.opens(f"/desk/{desk.campaign}/blend/{VOTE}")
    given = {"name": "jury.csv", "mimeType": "text/csv", "buffer": sheet.encode()}
    desk.page.locator("#sheet-jury").set_input_files(given)  # type: ignore[arg-type]
    desk.page.locator("#jury button").click()


def filled(sheet: str, best: str) -> str:
    """The sheet with figures: the jury likes one far more than all others."""
    rows = list(csv.DictReader(io.StringIO(sheet.lstrip("\ufeff")), delimiter=";"))
    return "\n".join(["number,figure", *(f"{row['number']},{90 if row['name'] == best else 10}" for row in rows)])
