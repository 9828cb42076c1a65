"""A moderator reads two ideas: one goes onto the shelf, the other one's author gets a letter."""

from uuid import uuid4

from playwright.sync_api import expect

from tests.journeys.pages import Queue, home
from tests.journeys.visitors import Mailbox, Visitor, every_kind

WORDS = "Drôle, mais quelqu’un la reconnaîtrait. Racontez-la sans son nom ?"


@every_kind
def test_a_moderator_publishes_one_idea_and_refuses_another_with_a_letter(visitor: Visitor):
    mark = uuid4().hex[:6]
    good, bad = f"Persil {mark}", f"Voisine {mark}"
    for name in (good, bad):
        visitor.site.waiting(name, lang=visitor.kind.lang, address=f"{name.split()[0]}-{visitor.address}".lower())

    queue = Queue(visitor)
    queue.comes_in_as("moderator")
    queue.looks_around()
    queue.takes(good)
    visitor.looks()
    queue.publishes()
    queue.may_take_back()
    queue.takes(bad)
    queue.begins_to_refuse()
    visitor.looks()
    queue.writes("other", WORDS)
    if visitor.kind.script:
        with visitor.offline():
            queue.refuses()
    queue.refuses()
    queue.may_take_back()

    visitor.opens(f"{home(visitor)}entries?q={mark}")
    visitor.looks()
    expect(visitor.page.locator(".shelf__place")).to_have_count(1)
    visitor.page.locator(".shelf__place .shelf__link").click()
    expect(visitor.page.locator("h1")).to_have_text(good)
    visitor.looks()

    visitor.site.hurry_mail()
    mailbox = Mailbox(visitor, f"voisine-{visitor.address}")
    assert bad in mailbox.opens()
    assert WORDS in mailbox.text().replace("\n", " ")
    mailbox = Mailbox(visitor, f"persil-{visitor.address}")
    assert good in mailbox.opens()
    assert "/entries/" in mailbox.text()
