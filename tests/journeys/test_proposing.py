"""Somebody proposes an idea, from the first page to the page where it waits for its reader."""

from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests import pictures
from tests.journeys.pages import Code, Form, MyIdea, home
from tests.journeys.visitors import Mailbox, Visitor, every_kind

IDEA = {
    "name": "Gaufre du lundi",
    "ingredients": "gaufre, sirop de Liège",
    "alternative": "Une gaufre sur une table en bois",
    "first_name": "Zoé",
    "town": "Seraing",
}
STORY = "Le lundi matin, ma grand-mère réchauffait les gaufres du dimanche."


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a phone held upright sends."""
    file = tmp_path_factory.mktemp("phone") / "IMG_0042.jpg"
    file.write_bytes(pictures.phone_photo(orientation=6, size=(2000, 1500)))
    return file


def goes_to_the_form(visitor: Visitor) -> Form:
    visitor.opens(home(visitor))
    visitor.looks()
    visitor.goes(home(visitor) + "submit")
    return Form(visitor.page)


@every_kind
def test_a_mistake_and_a_closed_tab_lose_nothing_of_an_idea(visitor: Visitor, photo: Path):
    form = goes_to_the_form(visitor)
    visitor.looks()
    form.fills(**IDEA, address=visitor.address)
    form.ticks("of_age", "rules")
    form.attaches(photo)
    with visitor.expecting(422):
        form.sends()
        form.complains_beside("inspiration")
    form.holds(**IDEA, inspiration="", address=visitor.address)
    expect(form.field("rules")).to_be_checked()
    form.has_picture()
    visitor.looks()

    form.fills(inspiration=STORY)
    if visitor.kind.script:
        expect(visitor.page.locator("[data-state]")).not_to_be_empty()
        visitor.closes_the_tab()
        visitor.opens(home(visitor) + "submit")
    else:
        form.keeps()
        link = visitor.page.locator('.notice a[href*="/submit/"]').inner_text()
        visitor.looks()
        visitor.closes_the_tab()
        visitor.opens(urlsplit(link).path)
    form = Form(visitor.page)
    form.holds(**IDEA, inspiration=STORY, address=visitor.address)
    form.has_picture()


@every_kind
def test_an_idea_is_sent_confirmed_and_changed_while_it_waits(visitor: Visitor, photo: Path):
    form = goes_to_the_form(visitor)
    form.fills(**IDEA, inspiration=STORY, address=visitor.address)
    form.ticks("of_age", "rules")
    form.attaches(photo)
    if visitor.kind.script:
        with visitor.offline():
            form.sends()
    form.sends()
    Code(visitor.page).is_asked()
    visitor.looks()
    mailbox = Mailbox(visitor)
    if visitor.kind.lang == "nl":
        confirms_in_another_browser(visitor, mailbox.link())
    else:
        Code(visitor.page).types(mailbox.code())

    mine = MyIdea(visitor.page)
    mine.stands_as("pending")
    visitor.looks()
    mine.changes(name="Gaufre du mardi")
    expect(visitor.page.locator("h1")).to_have_text("Gaufre du mardi")
    Form(visitor.page).holds(name="Gaufre du mardi", inspiration=STORY)
    visitor.goes(home(visitor) + "me")
    expect(visitor.page.locator("main li .state--pending")).to_be_visible()
    visitor.looks()


def confirms_in_another_browser(visitor: Visitor, link: str) -> None:
    """The mail is read on another device: its link, then one click."""
    visitor.page = visitor.another_browser()
    visitor.opens(link)
    visitor.looks()
    visitor.page.locator("main form button").click()


@every_kind
def test_who_types_a_name_that_is_there_already_sees_it_and_may_send_all_the_same(visitor: Visitor):
    word = uuid4().hex[:10]
    name = f"Zwanze {word} quintessence"
    number = visitor.site.published(name, lang=visitor.kind.lang, address=f"zwanze-{visitor.address}")
    form = goes_to_the_form(visitor)
    form.fills(name=f"quintessence, ZWANZE {word}")
    shown = visitor.page.locator(".similar__idea")
    if not visitor.kind.script:
        expect(shown).to_have_count(0)
        with visitor.expecting(422):
            form.sends()
    expect(shown.first).to_have_attribute("href", f"{home(visitor)}entries/{number}")
    visitor.looks()
