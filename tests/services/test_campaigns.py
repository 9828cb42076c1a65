"""Campaigns: made with their keys and form, written within limits, published when complete, on both databases."""

import pytest
from flask import Flask
from sqlalchemy import select

from contest.db import reading
from contest.models import CampaignKey, CampaignText, EntryNumber, Form, Visibility
from contest.queries import campaigns as found
from contest.queries import history
from contest.rules import presets, texts
from contest.rules.objections import Refused
from contest.services import audit, campaigns
from contest.services.campaigns import NewCampaign
from tests.services.contests import Contest, clock, keys_of, make_contest, rows, verbs


@pytest.fixture
def contest(app: Flask):
    with app.app_context():
        yield make_contest()


def complete(positions=(1,)) -> dict[str, str]:
    return {field.name: f"{field.name}"[: field.longest] for field in texts.fields(positions) if field.required}


def test_a_campaign_is_made_with_keys_a_form_and_a_first_number(contest: Contest):
    form = reading().execute(select(Form.definition)).scalar_one()
    assert form == presets.form("crisps")
    assert (rows(CampaignKey), reading().execute(select(EntryNumber.next)).scalar_one()) == (3, 1)
    assert verbs(contest.campaign) == ["campaign.created"]


@pytest.mark.parametrize("slug", ["", "Le Goût", "a--b", "-a"])
def test_an_address_is_small_letters_and_hyphens(contest: Contest, slug):
    with pytest.raises(Refused) as no:
        campaigns.create(NewCampaign(slug, "Crunch", ("fr",), "c@example.org"), by=audit.SYSTEM, now=contest.now)
    assert keys_of(no.value) == [("slug_malformed", "slug")]


def test_an_address_is_given_once(contest: Contest):
    view = found.by_id(contest.campaign, "fr")
    with pytest.raises(Refused) as no:
        campaigns.create(NewCampaign(view.slug, "Crunch", ("fr",), "c@example.org"), by=audit.SYSTEM, now=contest.now)
    assert keys_of(no.value) == [("slug_taken", "slug")]


def test_texts_are_written_in_a_language_and_only_changes_are_recorded(contest: Contest):
    given = {"by": audit.staff(contest.ana), "now": contest.now}
    campaigns.set_texts(contest.campaign, {"fr": {"name": " Le goût ", "tagline": "Inventez."}}, **given)
    changed = campaigns.set_texts(contest.campaign, {"fr": {"name": "Le goût", "tagline": "Votez."}}, **given)
    assert changed == {"fr": ["tagline"]}
    view = found.by_id(contest.campaign, "fr")
    assert (view.texts["name"], view.texts["tagline"]) == ("Le goût", "Votez.")
    assert verbs(contest.campaign).count("campaign.texts_changed") == 2
    with pytest.raises(Refused) as no:
        campaigns.set_texts(contest.campaign, {"fr": {"name": "x" * 61, "nonsense": "x"}}, **given)
    assert keys_of(no.value) == [("answer_too_long", "name_fr"), ("text_unknown", "nonsense_fr")]


def test_a_campaign_is_published_when_every_language_is_complete(contest: Contest):
    given = {"by": audit.staff(contest.ana), "now": contest.now}
    campaigns.set_texts(contest.campaign, {lang: complete() for lang in ("fr", "nl")}, **given)
    with pytest.raises(Refused) as no:
        campaigns.publish(contest.campaign, **given)
    documents = [("document_missing", kind) for kind in presets.DOCUMENTS]
    assert keys_of(no.value) == [*(("text_missing", f"en.{field}") for field in complete()), *documents]
    for kind in presets.DOCUMENTS:
        bodies = dict.fromkeys(("fr", "nl", "en"), "Words.")
        campaigns.publish_document(contest.campaign, kind, bodies, correction=False, **given)
    assert found.by_id(contest.campaign, "fr").visibility is Visibility.DRAFT
    campaigns.set_texts(contest.campaign, {"en": complete()}, **given)
    for _ in range(2):
        campaigns.publish(contest.campaign, **given)
    assert [row.id for row in found.public()] == [contest.campaign]
    published = ["campaign.published", "document.published", "document.published"]
    assert [told.verb for told in history.public(contest.campaign)] == published
    with pytest.raises(Refused) as no:
        campaigns.set_texts(contest.campaign, {"en": {"name": " "}}, **given)
    assert keys_of(no.value) == [("text_missing", "name_en")]


def test_a_document_is_a_version_in_every_language(contest: Contest):
    given = {"correction": False, "by": audit.staff(contest.ana), "now": contest.now}
    bodies = {"fr": "Règles", "nl": "Regels", "en": "Rules"}
    with pytest.raises(Refused) as no:
        campaigns.publish_document(contest.campaign, "rules", {"fr": "Règles"}, **given)
    assert keys_of(no.value) == [("document_language_missing", "nl"), ("document_language_missing", "en")]
    assert campaigns.publish_document(contest.campaign, "rules", bodies, **given) == 1
    assert campaigns.publish_document(contest.campaign, "rules", bodies | {"en": "New"}, **given) == 2
    in_force = found.document(contest.campaign, "rules", "en")
    assert (in_force.version, in_force.body) == (2, "New")
    contest.submit()
    assert found.document_version(contest.campaign, "rules") == 2


def test_a_campaign_wears_its_own_pictures(contest: Contest, tmp_path):
    hero = contest.picture(tmp_path)
    by = audit.staff(contest.ana)
    campaigns.set_look(contest.campaign, {"hero_picture_id": hero}, by=by, now=clock())
    assert found.by_id(contest.campaign, "fr").hero_picture_id == hero
    assert verbs(contest.campaign)[-1] == "campaign.look_changed"
    assert rows(CampaignText) == 0
