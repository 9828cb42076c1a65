"""Somebody votes, checks the receipt, and changes their mind."""

from uuid import uuid4

from playwright.sync_api import expect

from tests.journeys.pages import Code, Slip, home
from tests.journeys.visitors import Mailbox, Visitor, every_kind


@every_kind
def test_a_vote_is_confirmed_receipted_and_moved_and_a_second_click_does_not_double_it(visitor: Visitor):
    mark = uuid4().hex[:6]
    names = (f"Radis {mark}", f"Orage {mark}")
    first, second = (
        visitor.site.published(name, lang=visitor.kind.lang, address=f"{name[:5]}{visitor.address}".lower())
        for name in names
    )

    # With an address of its own: what another visitor was shown within this second is shown again, without these ideas.
    visitor.opens(f"{home(visitor)}entries?order=newest&mark={mark}")
    visitor.looks()
    visitor.goes(f"{home(visitor)}entries/{first}")
    expect(visitor.page.locator("h1")).to_have_text(names[0])
    slip = Slip(visitor.page)
    if visitor.kind.script:
        with visitor.offline():
            visitor.page.locator("a.button--vote:visible").first.click()
    slip.opens()
    visitor.looks()
    if visitor.kind.script:
        with visitor.offline():
            slip.votes(visitor.address)
        slip.button.click()
    else:
        slip.votes(visitor.address)
    Code(visitor.page).is_asked()
    visitor.looks()
    with visitor.expecting(422):
        Code(visitor.page).types("000000")
        expect(visitor.page.locator('input[name="code"][aria-invalid="true"]')).to_be_focused()
    Code(visitor.page).types(Mailbox(visitor).code())
    receipt, address = slip.receipt()
    visitor.looks()
    before = told_about(visitor, receipt, address)
    visitor.looks()

    visitor.opens(f"{home(visitor)}entries/{second}")
    slip.opens()
    slip.says_what_is_held(names[0])
    visitor.looks()
    slip.button.dblclick()
    again, its_address = slip.receipt()
    assert again != receipt
    assert told_about(visitor, receipt, address) != before
    assert told_about(visitor, again, its_address) == before
    assert visitor.site.ballots(first) == ["superseded"]
    assert visitor.site.ballots(second) == ["counted"]

    visitor.goes(f"{home(visitor)}results/2")
    expect(visitor.page.locator("ol.bars li").first).to_be_visible()
    visitor.looks()
    visitor.goes(f"{home(visitor)}results/2/log")
    expect(visitor.page.locator("h1")).to_be_visible()
    visitor.looks()
    visitor.opens(home(visitor) + "vote")
    visitor.looks()


def told_about(visitor: Visitor, receipt: str, address: str) -> str:
    """What the receipt's page says became of the ballot."""
    visitor.opens(address)
    expect(visitor.page.locator("h1")).to_contain_text(receipt)
    return visitor.page.locator("main .notice").inner_text()
