"""Somebody asks from the foot of a page and gets an answer by name; a colleague passes a question on."""

from uuid import uuid4

from playwright.sync_api import expect

from tests.journeys.pages import Desk, Form, home
from tests.journeys.site import RUNNING
from tests.journeys.visitors import Kind, Mailbox, Visitor, every_kind

ASKERS = (Kind("fr", "phone", script=False), Kind("nl", "desktop", script=True))
COLLEAGUES = (Kind("nl", "desktop", script=True), Kind("fr", "phone", script=True))


def askers(test):
    return every_kind(test, pairwise=ASKERS)


def colleagues(test):
    return every_kind(test, pairwise=COLLEAGUES)


class Questions(Desk):
    """The question desk."""

    def finds(self, words: str) -> None:
        """Open the question that begins so."""
        self.visitor.opens(f"/desk/questions?where={RUNNING}")
        self.visitor.looks()
        self.page.locator("a.asked__words", has_text=words).first.click()
        expect(self.page.locator(".letters")).to_contain_text(words)

    def answers(self, words: str) -> None:
        """Write the answer and send it."""
        self.page.locator("#text").fill(words)
        self.page.locator("form:has(#text) .button--main").click()
        self.is_told()

    def passes_to(self, department: str, note: str) -> None:
        """Pass it on, with a note."""
        self.page.locator("#department").select_option(label=department)
        self.page.locator("#note").fill(note)
        self.page.locator("form:has(#note) button").click()
        self.is_told()


def asks(visitor: Visitor, words: str) -> None:
    """From the foot of the home page."""
    visitor.opens(home(visitor))
    visitor.goes(f"{home(visitor)}ask")
    visitor.looks()
    form = Form(visitor.page)
    form.fills(text=words, address="nobody")
    with visitor.expecting(422):
        visitor.page.locator("main form button").click()
    form.complains_beside("address")
    form.holds(text=words)
    form.fills(address=visitor.address, first_name="Noé")
    visitor.page.locator("main form button").click()
    expect(visitor.page).to_have_url(f"{visitor.site.url}{home(visitor)}ask?sent=1")
    visitor.looks()


@askers
def test_a_question_is_asked_answered_asked_further_and_made_public(visitor: Visitor):
    mark = uuid4().hex[:6]
    asks(visitor, f"{mark} : qui paie les chips ?")
    asker, visitor.page = visitor.page, visitor.another_browser()
    desk = Questions(visitor)
    desk.comes_in_as("moderator")
    desk.finds(mark)
    visitor.looks()
    desk.answers("Patatras, tout simplement.")
    mailbox = Mailbox(visitor, visitor.address)
    mailbox.opens()
    assert "Patatras, tout simplement." in mailbox.text()
    link = next(word for word in mailbox.text().split() if "/ask/" in word)
    visitor.page, inside = asker, visitor.page
    visitor.opens(link.removeprefix(visitor.site.url))
    visitor.looks()
    Form(visitor.page).fills(text=f"{mark} : et qui les mange ?")
    visitor.page.locator("main form button").click()
    expect(visitor.page.locator("main [role=status]")).to_be_visible()
    visitor.page = inside
    desk.finds(f"{mark} : et qui")
    visitor.page.locator(".asked__help a").click()
    visitor.looks()
    visitor.page.locator("form .button--main").click()
    desk.is_told()
    visitor.waits_for_pages()
    visitor.opens(f"{home(visitor)}help")
    visitor.looks()
    expect(visitor.page.locator(".helps")).to_contain_text("tout simplement")


@colleagues
def test_a_colleague_passes_a_question_to_another_department_and_answers(visitor: Visitor):
    mark, room = uuid4().hex[:6], f"Product {uuid4().hex[:4]}"
    asks(visitor, f"{mark} : zit er selder in?")
    visitor.page = visitor.another_browser()
    desk = Questions(visitor)
    desk.comes_in_as("owner")
    visitor.opens("/desk/members/")
    visitor.page.locator("#name").fill(room)
    visitor.page.locator("form:has(#name) button").click()
    desk.is_told()
    desk.finds(mark)
    desk.passes_to(room, "Weten jullie dat?")
    desk.finds(mark)
    expect(visitor.page.locator(".letters__note")).to_contain_text("Weten jullie dat?")
    visitor.looks()
    desk.answers("Neen, peterselie.")
    mailbox = Mailbox(visitor, visitor.address)
    mailbox.opens()
    assert "Neen, peterselie." in mailbox.text()
