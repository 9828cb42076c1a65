"""A moderator opens an idea in which something was noticed, says that one hint was wrong, and decides."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.journeys.pages import Queue
from tests.journeys.visitors import Kind, Visitor

KINDS = (Kind("fr", "desktop", script=True), Kind("nl", "phone", script=True))
INSULT = {"fr": "C0nn4rd", "nl": "Kl00tz4k"}


def in_two_languages(test):
    marks = pytest.mark.browser
    some = [pytest.param(kind, id=str(kind), marks=marks) for kind in KINDS]
    return pytest.mark.parametrize("visitor", some, indirect=True)(test)


@in_two_languages
def test_a_moderator_reads_what_was_noticed_and_judges_it(visitor: Visitor):
    mark, insult = uuid4().hex[:6], INSULT[visitor.kind.lang]
    name = f"{insult} {mark}"
    visitor.site.waiting(name, lang=visitor.kind.lang, address=visitor.address)

    queue = Queue(visitor)
    queue.comes_in_as("moderator")
    queue.takes(name)
    for _ in range(60):
        # The worker looks at it within a second or two; on a busy machine later.
        if visitor.page.locator("h2.idea__name mark").count():
            break
        visitor.page.wait_for_timeout(500)
        visitor.page.reload()
    expect(visitor.page.locator("h2.idea__name mark")).to_have_text(insult)
    noticed = visitor.page.locator(".noticed__one")
    expect(noticed).to_have_count(1)
    visitor.looks()
    noticed.locator('button[value="no"]').click()
    expect(visitor.page.locator("h2.idea__name mark")).to_have_count(0)
    expect(noticed).to_have_class("noticed__one noticed__one--wrong")
    visitor.looks()
    queue.publishes()
    queue.may_take_back()
