"""Somebody votes with an account they have already: to the provider, and back."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from contest.queries import campaigns
from contest.rules.roles import Role
from contest.rules.sign_on import ProviderSettings
from contest.services import sign_on
from contest.services.accounts import rehearsal
from tests.journeys.pages import Slip, home
from tests.journeys.visitors import PAIRWISE, Visitor, every_kind
from tests.provider import CLIENT, SECRET, Provider, running


@pytest.fixture
def provider(visitor: Visitor) -> Iterator[Provider]:
    """A provider on this machine, to which the visitor may go."""
    with running() as provider:
        visitor.elsewhere.add(provider.issuer)
        yield provider


def contest(visitor: Visitor, provider: Provider) -> str:
    """A campaign whose vote asks for this sign-on."""
    slug = f"identite-{uuid4().hex[:6]}"
    visitor.site.campaign(slug, eligibility="sign_on")
    with visitor.site.inside() as now:
        found = campaigns.by_slug(slug, "fr")
        assert found is not None
        by = rehearsal.person(Role.MANAGER, lang="fr", now=now)
        wanted = ProviderSettings("Ma Boîte", provider.issuer, CLIENT)
        sign_on.set_up(found.id, wanted, secret=SECRET, strict=False, by=by, now=now)
    return slug


def comes_back(visitor: Visitor, who: str) -> None:
    """On to the provider, and signed on there; without scripts one press more counts the vote."""
    visitor.page.locator('a.button--vote[href*="/authorize"]:visible').click()
    visitor.page.locator(f'button[value="{who}"]').click()
    if not visitor.kind.script and who:
        visitor.looks()
        visitor.page.locator("form[data-onward] button").click()


def signs_on_kind(test):
    return every_kind(test, pairwise=PAIRWISE[:2])


@signs_on_kind
def test_a_vote_goes_to_the_provider_and_comes_back_counted(visitor: Visitor, provider: Provider):
    slug = contest(visitor, provider)
    visitor.opens(f"{home(visitor, slug)}entries/3")
    slip = Slip(visitor.page)
    slip.opens()
    visitor.looks()
    slip.button.click()
    expect(visitor.page.locator('a.button--vote[href*="/authorize"]:visible')).to_be_visible()
    visitor.looks()
    comes_back(visitor, "")
    expect(visitor.page.locator(".field__error")).to_have_count(1)
    visitor.looks()
    comes_back(visitor, "ana")
    receipt, _ = slip.receipt()
    visitor.looks()
    visitor.opens(f"{home(visitor, slug)}entries/4")
    slip.opens()
    slip.button.click()
    with visitor.expecting(409):
        comes_back(visitor, "ana")
        expect(visitor.page.locator('input[name="change"]')).to_have_count(1)
        visitor.looks()
        visitor.page.locator("form:has([name=change]) button").click()
    again, _ = slip.receipt()
    assert again != receipt
