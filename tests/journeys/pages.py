"""The pages of the site as somebody uses them: what can be done on each, found by role, name and address."""

from pathlib import Path

from playwright.sync_api import Frame, Locator, Page, expect

from tests.journeys.site import RUNNING
from tests.journeys.visitors import Visitor


def home(visitor: Visitor, campaign: str = RUNNING) -> str:
    """The address of a campaign's home in the visitor's language."""
    return f"/{visitor.kind.lang}/{campaign}/"


class Form:
    """Where an idea is typed."""

    def __init__(self, page: Page | Frame) -> None:
        self.page = page

    def fills(self, **answers: str) -> None:
        """Type into the fields of these names."""
        for name, answer in answers.items():
            self.field(name).fill(answer)

    def ticks(self, *names: str) -> None:
        """Tick the boxes of these names."""
        for name in names:
            self.field(name).check()

    def attaches(self, photo: Path) -> None:
        """Choose a picture."""
        self.field("picture").set_input_files(photo)

    def sends(self) -> None:
        """Press the main button."""
        self.page.locator('button[name="then"][value="send"]:not(.unseen)').click()

    def keeps(self) -> None:
        """Press "keep it for later"."""
        self.page.locator('button[name="then"][value="keep"]').click()

    def field(self, name: str) -> Locator:
        """The field of this name."""
        return self.page.locator(f'main form [name="{name}"]')

    def holds(self, **answers: str) -> None:
        """What was typed is there."""
        for name, answer in answers.items():
            expect(self.field(name)).to_have_value(answer)

    def has_picture(self) -> None:
        """The picture has arrived, and is shown."""
        picture = self.page.locator(".submit__received img")
        expect(picture).to_be_visible()
        assert picture.evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 0

    def complains_beside(self, name: str) -> None:
        """What is wrong stands beside this field alone, and the focus leads there."""
        wrong = self.page.locator('main form [aria-invalid="true"]')
        expect(wrong).to_have_count(1)
        expect(wrong).to_have_attribute("name", name)
        told = (wrong.get_attribute("aria-describedby") or "").split()
        expect(self.page.locator(f"#{told[-1]}")).to_be_visible()
        expect(wrong).to_be_focused()


class Code:
    """Where the six digits are typed."""

    def __init__(self, page: Page | Frame) -> None:
        self.page = page

    def is_asked(self) -> None:
        """The page asks for a code, and a phone offers its digits for it."""
        field = self.page.locator('input[name="code"]')
        expect(field).to_be_visible()
        expect(field).to_have_attribute("autocomplete", "one-time-code")

    def types(self, code: str) -> None:
        """Type it and confirm."""
        self.page.locator('input[name="code"]').fill(code)
        self.page.locator("form.code button").click()


class MyIdea:
    """One's own idea."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def stands_as(self, state: str) -> None:
        """Where it stands."""
        expect(self.page.locator(f".mine__state .state--{state}")).to_be_visible()

    def changes(self, **answers: str) -> None:
        """Change it while it waits."""
        Form(self.page).fills(**answers)
        self.page.locator('main form:has([name="version"]) button').click()
        expect(self.page.locator("main [role=status]")).to_be_visible()


class Slip:
    """Where one votes for an entry: on its page with JavaScript, on a page of its own without."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def opens(self) -> None:
        """Press the vote button on the entry's page."""
        self.page.locator("a.button--vote:visible").first.click()
        expect(self.form).to_be_visible()

    @property
    def form(self) -> Locator:
        """The slip."""
        return self.page.locator("form.slip")

    @property
    def button(self) -> Locator:
        """Its button."""
        return self.form.locator("button.button--vote")

    def votes(self, address: str) -> None:
        """Vote with an address."""
        self.form.locator('[name="address"]').fill(address)
        self.button.click()

    def says_what_is_held(self, name: str) -> None:
        """It asks before it moves a vote, and names where it is."""
        expect(self.form.page.locator(".notice strong", has_text=name).first).to_be_visible()

    def receipt(self) -> tuple[str, str]:
        """The vote is in: the receipt's code, and where to check it."""
        counted = self.page.locator("[data-counted]")
        expect(counted).to_be_visible()
        address = counted.locator('a[href*="/receipts/"]').get_attribute("href")
        assert address is not None
        return counted.locator(".counted__receipt strong").inner_text(), address


class Desk:
    """The desk of the staff, for one campaign."""

    def __init__(self, visitor: Visitor, campaign: str = RUNNING) -> None:
        self.visitor, self.page, self.campaign = visitor, visitor.page, campaign

    def comes_in_as(self, role: str, into: str = "queue") -> None:
        """Sign in on development's page, and go where this role enters the campaign."""
        self.visitor.opens("/dev/sign-in/")
        self.page.locator(f'button[name="role"][value="{role}"]').click()
        self.page.wait_for_url("**/desk/")
        self.goes(into)

    def looks_around(self) -> None:
        """Look at the two pages that everybody passes on the way in."""
        inside = self.page.url
        for path in ("/dev/sign-in/", "/desk/"):
            self.visitor.opens(path)
            self.visitor.looks()
        self.visitor.opens(inside)

    def goes(self, place: str) -> None:
        """Go somewhere by the navigation, which a phone hides behind its menu."""
        menu = self.page.locator("label.nav__open")
        if menu.is_visible():
            menu.click()
        address = f'a[href="/desk/{self.campaign}/{place}"]'
        group = self.page.locator("nav.nav .nav__group:not([open])", has=self.page.locator(address))
        if group.count():
            group.locator("summary").click()
        self.page.locator(f"nav.nav {address}:visible").first.click()
        self.page.wait_for_url(f"**/desk/{self.campaign}/{place}*")

    def is_told(self) -> None:
        """What was just done is said."""
        expect(self.page.locator('main .notice[role="status"]').first).to_be_visible()


class Queue(Desk):
    """Ideas that wait to be read."""

    def takes(self, name: str) -> None:
        """Find an idea in the list of one's language, and open it: that takes it."""
        self.goes("queue")
        self.page.locator(f'.sorting a[href*="in={self.visitor.kind.lang}"]').click()
        row = self.page.locator("button.row", has_text=name)
        further = self.page.locator(".queue__more a[href*='after=']")
        expect(self.page.locator(".queue__rows")).to_be_visible()
        while not row.count() and further.count():
            further.click()
            expect(self.page.locator(".queue__rows")).to_be_visible()
        row.click()
        expect(self.page.locator("h2.idea__name")).to_have_text(name)
        expect(self.page.locator(".guide__mine")).to_be_visible()

    def publishes(self) -> None:
        """Publish the idea that is open."""
        self.page.locator('form[action$="/publish"] button').click()

    def asks_for_a_change(self, words: str) -> None:
        """Write what should be changed, see the letter, and send it."""
        self.page.locator('.decisions a[href*="/ask"]').click()
        self.page.locator("#words").fill(words)
        if not self.visitor.kind.script:
            self.page.locator(".refusing__preview").click()
        expect(self.page.locator("[data-letter]")).to_contain_text(words)
        self.visitor.looks()
        self.page.locator("form.refusing .button--main").click()

    def begins_to_refuse(self) -> None:
        """Open the page where a refusal is written."""
        self.page.locator('.decisions a[href*="/refuse"]').click()
        expect(self.page.locator("form.refusing")).to_be_visible()

    def writes(self, reason: str, words: str) -> None:
        """Choose a reason and write words of one's own; the letter beside them says both."""
        self.page.locator(f'[name="reason"][value="{reason}"]').check()
        self.page.locator("#words").fill(words)
        if not self.visitor.kind.script:
            self.page.locator(".refusing__preview").click()
        expect(self.page.locator("[data-letter]")).to_contain_text(words)
        expect(self.page.locator("#words")).to_have_value(words)

    def refuses(self) -> None:
        """Send the refusal."""
        self.page.locator("form.refusing .button--main").click()

    def may_take_back(self) -> None:
        """The decision can still be taken back."""
        expect(self.page.locator("form.undo button")).to_be_visible()
