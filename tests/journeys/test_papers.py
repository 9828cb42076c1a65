"""Somebody fills in a ballot: an order, by buttons and by dragging; several ideas; stars."""

from uuid import uuid4

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.pages import Code, home
from tests.journeys.visitors import PAIRWISE, Mailbox, Visitor, every_kind

BRIEF = PAIRWISE[:2]


class Paper:
    """The ballot of a vote in which it is filled in."""

    def __init__(self, visitor: Visitor, method: str, **settings: object) -> None:
        self.visitor, self.page = visitor, visitor.page
        self.slug = f"paper-{uuid4().hex[:8]}"
        self.names = visitor.site.campaign(self.slug, method=method, **settings)
        self.address = f"{method}-{visitor.address}"

    def opens(self, first: str) -> None:
        """Tap an idea on the shelf."""
        self.visitor.opens(f"{home(self.visitor, self.slug)}vote")
        self.visitor.looks()
        self.page.locator("a.shelf__link", has=self.page.get_by_alt_text(first, exact=True)).click()
        expect(self.page.locator("form.paper")).to_be_visible()
        self.visitor.looks()

    def row(self, name: str) -> Locator:
        """An idea's row."""
        return self.page.locator(".paper__row", has_text=name)

    def order(self) -> list[str]:
        """The ranking as it stands."""
        return self.page.locator("[data-ranked] .paper__name a").all_inner_texts()

    def presses(self, name: str, move: str) -> None:
        """Press a button of an idea, by the keyboard where there is one."""
        button = self.row(name).locator(f'[data-move="{move}"]')
        if self.visitor.kind.device == "desktop":
            button.focus()
            self.page.keyboard.press("Enter")
        else:
            button.click()

    def sends(self) -> None:
        """Send it, confirm it by the code, and see what it says."""
        self.page.locator('form.paper [name="address"]').fill(self.address)
        self.page.locator("form.paper .button--vote").click()
        Code(self.page).is_asked()
        self.visitor.looks()
        Code(self.page).types(Mailbox(self.visitor, self.address).code())
        expect(self.page.locator("[data-counted]")).to_be_visible()
        self.visitor.looks()

    def says(self) -> list[str]:
        """What the ballot says, once it is in."""
        return self.page.locator(".paper__said li a").all_inner_texts()


def ranking(test):
    return every_kind(test, pairwise=BRIEF)


@ranking
def test_an_order_is_made_by_buttons_and_by_dragging_sent_and_changed(visitor: Visitor):
    paper = Paper(visitor, "runoff")
    first, second, third, fourth = paper.names[:4]
    paper.opens(first)
    assert paper.order() == [first]
    for name in (second, third):
        paper.presses(name, "in")
    paper.presses(third, "up")
    expect(paper.page.locator("[data-ranked] .paper__name a").nth(1)).to_have_text(third)
    if visitor.kind.script:
        paper.row(fourth).locator(".paper__small").drag_to(paper.row(first), target_position={"x": 60, "y": 2})
        assert paper.order() == [fourth, first, third, second]
        paper.presses(fourth, "out")
    assert paper.order() == [first, third, second]
    visitor.looks()
    paper.sends()
    assert paper.says() == [first, third, second]
    paper.page.locator('[data-counted] a[href$="?again=1"]').click()
    paper.presses(first, "out")
    paper.page.locator("form.paper .button--vote").click()
    expect(paper.page.locator("[data-counted]")).to_be_visible()
    assert paper.says() == [third, second]


@pytest.mark.browser
@pytest.mark.parametrize("visitor", PAIRWISE[2:3], indirect=True, ids=str)
def test_several_ideas_and_stars_are_given_by_thumb(visitor: Visitor):
    several = Paper(visitor, "several", choices=2)
    first, second, third = several.names[:3]
    several.opens(first)
    expect(several.page.get_by_role("checkbox", checked=True)).to_have_count(1)
    several.page.locator(".paper__pick", has=several.page.get_by_alt_text(second, exact=True)).click()
    expect(several.page.get_by_role("checkbox", disabled=True)).to_have_count(len(several.names) - 2)
    several.page.locator(".paper__pick", has=several.page.get_by_alt_text(first, exact=True)).click()
    several.page.locator(".paper__pick", has=several.page.get_by_alt_text(third, exact=True)).click()
    visitor.looks()
    several.sends()
    assert set(several.says()) == {second, third}

    stars = Paper(visitor, "stars")
    first, second = stars.names[:2]
    stars.opens(first)
    expect(stars.row(first).locator('[value="5"]')).to_be_checked()
    stars.row(second).locator("label", has=stars.page.locator('[value="3"]')).click()
    visitor.looks()
    stars.sends()
    assert set(stars.says()) == {first, second}
