"""Campaigns: made with their keys and form, written within limits, published when complete, on both databases."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from contest.db import reading, transaction
from contest.models import Campaign, CampaignKey, CampaignText, EntryNumber, Form, Visibility
from contest.queries import campaigns as found
from contest.queries import history, readiness
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


def answers(contest: Contest, preset: str = "naming", **more) -> campaigns.Answers:
    new = NewCampaign("nommez-le", "Crunch", ("fr", "nl"), "c@example.org", preset=preset)
    spoken = {"fr": "Nommez-le", "nl": "Geef een naam"}
    begins = (contest.now + timedelta(days=200)).date()
    return replace(campaigns.Answers(new, begins, spoken, dict.fromkeys(spoken, "100 €")), **more)


@pytest.mark.parametrize("preset", presets.KEYS)
def test_a_preset_is_a_draft_written_dated_and_dressed(contest: Contest, preset: str):
    made = campaigns.create_from_preset(answers(contest, preset), by=audit.staff(contest.ana), now=contest.now)
    view, zone = found.by_id(made, "nl"), ZoneInfo("Europe/Brussels")
    assert (view.visibility, view.name, view.look) == (Visibility.DRAFT, "Geef een naam", presets.preset(preset).look)
    assert view.texts["prize_first"] == "100 €"
    assert [phase.kind for phase in view.phases] == [stage.kind for stage in presets.preset(preset).stages]
    # Nine in the morning on both sides of a change of the clocks.
    assert {phase.opens.astimezone(zone).hour for phase in view.phases} == {9}
    missing = texts.missing(found.texts(made), view.languages, [phase.position for phase in view.phases])
    assert missing == [("fr", "imprint"), ("nl", "imprint")]
    assert readiness.differing(made) == (preset, [])


def test_what_is_wrong_with_the_answers_is_said_at_once_and_nothing_is_made(contest: Contest):
    wrong = answers(contest, begins=None, names={"fr": "x" * 41}, prizes={"fr": "1", "nl": "2"})
    with pytest.raises(Refused) as no:
        campaigns.create_from_preset(wrong, by=audit.SYSTEM, now=contest.now)
    assert keys_of(no.value) == [
        ("answer_too_long", "name_fr"),
        ("field_missing", "name_nl"),
        ("moment_invalid", "begins"),
    ]
    assert found.id_of("nommez-le") is None


def test_a_copy_keeps_positions_form_and_documents_and_no_entry(contest: Contest):
    given = {"by": audit.staff(contest.ana), "now": contest.now}
    made = campaigns.create_from_preset(answers(contest), **given)
    campaigns.publish_document(made, "rules", {"fr": "Règles", "nl": "Regels"}, correction=False, **given)
    start = (contest.now + timedelta(days=400)).date()
    copied = campaigns.copy(made, slug="encore", begins=start, **given)
    source, copy = found.by_id(made, "fr"), found.by_id(copied, "fr")
    assert (copy.texts, copy.look, copy.languages) == (source.texts, source.look, source.languages)
    assert [(one.position, one.kind) for one in copy.phases] == [(one.position, one.kind) for one in source.phases]
    assert copy.phases[0].opens.astimezone(ZoneInfo(copy.zone)).date() == start
    assert found.form(copied).definition == found.form(made).definition
    assert (found.document(copied, "rules", "nl").body, found.document_version(copied, "rules")) == ("Regels", 1)
    with pytest.raises(LookupError):
        campaigns.copy(contest.ana, slug="nothing", begins=start, **given)


def test_settings_change_what_differs_and_say_so(contest: Contest):
    given = {"by": audit.staff(contest.ana), "now": contest.now}
    made = campaigns.create_from_preset(answers(contest), **given)
    wanted = campaigns.Settings("Crunch", ("nl", "fr"), "Europe/Paris", "c@example.org", 16, 3, 24)
    before = found.by_id(made, "fr")
    expected = {
        name
        for name in ("minimum_age", "entries_per_participant", "promised_hours")
        if getattr(before, name) != getattr(wanted, name)
    }
    changed = campaigns.change_settings(made, wanted, **given)
    assert changed == sorted({"languages", "zone"} | expected)
    assert campaigns.change_settings(made, wanted, **given) == []
    after = found.by_id(made, "fr")
    assert (after.default_language, after.zone, after.minimum_age) == ("nl", "Europe/Paris", 16)
    assert verbs(made).count("campaign.settings_changed") == 1


def test_what_the_public_has_seen_or_acts_under_stays(contest: Contest):
    view = found.by_id(contest.campaign, "fr")
    with transaction() as session:
        session.get_one(Campaign, contest.campaign).visibility = Visibility.PUBLIC
    wanted = campaigns.Settings("x" * 41, ("fr",), "Europe/Nowhere", "nobody", 22, 5, 24)
    with pytest.raises(Refused) as no:
        campaigns.change_settings(contest.campaign, wanted, by=audit.SYSTEM, now=contest.now)
    assert keys_of(no.value) == [
        ("field_too_long", "brand"),
        ("zone_unknown", "zone"),
        ("number_out_of_bounds", "minimum_age"),
        ("address_malformed", "contact_address"),
        ("setting_settled", "languages"),
        ("setting_settled", "zone"),
        ("setting_frozen", "minimum_age"),
    ]
    assert found.by_id(contest.campaign, "fr").brand == view.brand
