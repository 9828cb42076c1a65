"""Second thoughts: a change asked for and made, a refusal appealed against and answered by somebody else; a report."""

from uuid import uuid4

from playwright.sync_api import expect

from tests.journeys.pages import Code, Form, MyIdea, Queue, home
from tests.journeys.visitors import Mailbox, Visitor, every_kind

STORY = "Le samedi, mon père achetait ses pickles chez Dupont, au marché de Mons."
ASKED = "Laissez le nom du magasin de côté, le reste est très bien."
APPEAL = "Le nom est retiré depuis longtemps, regardez la version deux."


def proposes(visitor: Visitor, name: str) -> str:
    """Send an idea and confirm it; the address of one's own page about it."""
    visitor.opens(home(visitor) + "submit")
    form = Form(visitor.page)
    form.fills(name=name, inspiration=STORY, ingredients="pickles", first_name="Zoé", town="Mons")
    form.fills(address=visitor.address)
    form.ticks("of_age", "rules")
    form.sends()
    code = Mailbox(visitor).code()
    Code(visitor.page).types(code)
    visitor.page.wait_for_url("**/me/entries/**")
    return visitor.page.url.partition("?")[0]


@every_kind
def test_a_change_is_asked_for_and_made_and_a_refusal_is_looked_at_again_by_somebody_else(visitor: Visitor):
    name = f"Pickles {uuid4().hex[:6]}"
    mine = proposes(visitor, name)
    desk = Queue(visitor)
    desk.comes_in_as("moderator")
    desk.takes(name)
    desk.asks_for_a_change(ASKED)
    desk.may_take_back()

    visitor.opens(mine)
    idea = MyIdea(visitor.page)
    idea.stands_as("changes_requested")
    expect(visitor.page.locator(".mine__verdict")).to_contain_text(ASKED)
    visitor.looks()
    idea.changes(inspiration=STORY.replace(" chez Dupont", ""))
    idea.stands_as("pending")

    desk.comes_in_as("moderator")
    desk.takes(name)
    expect(visitor.page.locator(".changes del")).to_contain_text("chez Dupont")
    visitor.looks()
    desk.begins_to_refuse()
    desk.writes("advertising", "")
    desk.refuses()

    visitor.opens(mine)
    idea.stands_as("refused")
    visitor.page.locator("details:has(#appeal) summary").click()
    visitor.looks()
    visitor.page.locator("#appeal").fill(APPEAL)
    visitor.page.locator('form[action$="/appeal"] button').click()
    idea.stands_as("pending")
    visitor.looks()

    desk.comes_in_as("manager")
    desk.looks_around()
    desk.takes(name)
    expect(visitor.page.locator(".part-of-pane blockquote")).to_contain_text(APPEAL)
    visitor.looks()
    desk.publishes()
    visitor.opens(mine)
    idea.stands_as("published")


@every_kind
def test_a_visitor_reports_an_idea_and_hears_that_it_stays(visitor: Visitor):
    name = f"Moutarde {uuid4().hex[:6]}"
    number = visitor.site.published(name, lang=visitor.kind.lang, address=f"author-{visitor.address}")
    visitor.opens(f"{home(visitor)}entries/{number}")
    visitor.goes(f"{home(visitor)}entries/{number}/report")
    visitor.looks()
    send = visitor.page.locator("main form button")
    with visitor.expecting(422):
        send.click()
        expect(visitor.page.locator(".field__error").first).to_be_visible()
    visitor.looks()
    visitor.page.locator("#reason-other").check()
    visitor.page.locator("#words").fill("La moutarde de ma tante s’appelle déjà ainsi.")
    visitor.page.locator("#address").fill(visitor.address)
    send.click()
    visitor.page.wait_for_url("**/report?sent=1")
    visitor.looks()

    desk = Queue(visitor)
    desk.comes_in_as("moderator")
    visitor.page.locator('.filters a[href*="show=reported"]').click()
    visitor.page.locator("button.row", has_text=name).click()
    visitor.looks()
    visitor.page.locator('form[action$="/keep"] button').click()
    desk.is_told()
    visitor.site.hurry_mail()
    mailbox = Mailbox(visitor)
    # After "we have it".
    assert name in mailbox.opens(arrived=2)
