"""A code from a pack votes: by its QR code on one's own phone, and at the kiosk of a shop, where nothing stays."""

from uuid import uuid4

from playwright.sync_api import expect

from contest.rules.codes import Addressed, shown
from tests.journeys.pages import Slip, home
from tests.journeys.visitors import PAIRWISE, Visitor, every_kind

VOTE = 2


class Shop:
    """A campaign whose vote asks for a code, seen from a pack and from its kiosk."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.slug = visitor, f"packs-{uuid4().hex[:8]}"
        self.names = visitor.site.campaign(self.slug, eligibility="code")
        self.codes = visitor.site.pack_codes(self.slug, 3)

    @property
    def kiosk(self) -> str:
        """The address of the screen."""
        return f"{home(self.visitor, self.slug)}kiosk/{VOTE}"

    def scans(self, code: str) -> None:
        """Follow the QR code of a pack."""
        self.visitor.opens(Addressed("", self.visitor.kind.lang, self.slug).address(code))

    def taps(self, name: str) -> None:
        """Tap an idea on the shelf, and have its slip on the screen."""
        self.visitor.page.locator(
            "a.shelf__link", has=self.visitor.page.get_by_alt_text(name, exact=True)
        ).first.click()
        expect(self.visitor.page.locator("form.slip")).to_be_visible()

    def votes_at_the_kiosk(self, name: str, code: str) -> str:
        """Tap, type, press, read the receipt and clear the screen; the receipt."""
        page = self.visitor.page
        self.taps(name)
        expect(page.locator("#code")).to_have_value("")
        self.visitor.looks()
        page.locator("#code").fill(code.lower())
        page.locator("form.slip .button--vote").click()
        receipt = page.locator(".kiosk__done strong").inner_text()
        expect(page.locator(".kiosk__done")).to_contain_text(name)
        self.visitor.looks()
        page.locator(f'.kiosk__done a.button[href="{self.kiosk}"]').click()
        expect(page.locator("a.shelf__link").first).to_be_visible()
        return receipt


@lambda test: every_kind(test, pairwise=PAIRWISE[:2])
def test_a_code_votes_from_its_pack_and_at_the_kiosk_and_each_counts_once(visitor: Visitor):
    shop = Shop(visitor)
    first, second = shop.names[:2]
    shop.scans(shop.codes[0])
    visitor.looks()
    shop.taps(first)
    expect(visitor.page.locator("#code")).to_have_value(shown(shop.codes[0]))
    visitor.looks()
    slip = Slip(visitor.page)
    slip.button.click()
    receipt, address = slip.receipt()
    visitor.looks()
    visitor.opens(address)
    expect(visitor.page.locator("h1")).to_contain_text(receipt)

    visitor.page = visitor.another_browser()
    visitor.opens(shop.kiosk)
    visitor.looks()
    receipts = {shop.votes_at_the_kiosk(name, code) for name, code in zip((first, second), shop.codes[1:], strict=True)}
    assert len(receipts | {receipt}) == 3
    # Somebody else's code, or a mistake: said on the screen, and nothing moves.
    shop.taps(second)
    visitor.page.locator("#code").fill(shop.codes[0])
    with visitor.expecting(409):
        visitor.page.locator("form.slip .button--vote").click()
        expect(visitor.page.locator("main [role=alert]").first).to_be_visible()
    visitor.looks()
    assert visitor.page.context.cookies() == []
    assert visitor.site.votes(shop.slug) == {first: 2, second: 1}
