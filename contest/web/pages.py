"""What every public page of a campaign carries: languages, navigation, the line of phases, links of its own."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from flask import current_app, request, url_for
from markupsafe import Markup

from contest.queries.campaigns import CampaignView, PhaseView
from contest.rules import addresses, phases
from contest.rules.cards import look_of
from contest.rules.drawings import Sheet, sheet_of, wordmark_svg
from contest.rules.phases import Moment, PhaseKind, PhasePlan
from contest.rules.widgets import place_of
from contest.web import freshness, look, previews, share_cards, structured
from contest.web.share_cards import ShareCard
from contest.words import catalogues, dates

LANGUAGE_NAMES = {"fr": "Français", "nl": "Nederlands", "en": "English"}
INK = "currentColor"
# A language's country in link previews; one that is not here is its own.
LOCALES = {"fr": "fr_BE", "nl": "nl_BE", "en": "en_GB"}


@dataclass(frozen=True)
class Alternate:
    """The same page in one language."""

    lang: str
    name: str
    address: str
    absolute: str


@dataclass(frozen=True)
class Item:
    """One link of the navigation."""

    label: str
    address: str
    current: bool = False


@dataclass(frozen=True)
class Step:
    """One phase as the line shows it: done, now or to_come; `percent` of it is over."""

    name: str
    note: str
    state: str
    when: str
    left: str
    percent: int


@dataclass(frozen=True)
class Progress:
    """Where we are, in one sentence, and the time left."""

    sentence: str
    left: str


@dataclass(frozen=True)
class Ribbon:
    """What stands at the top of a preview: as of when, and the way out."""

    moment: str
    leave: str


@dataclass(frozen=True)
class Page:
    """The frame of one public page."""

    lang: str
    campaign: CampaignView
    alternates: tuple[Alternate, ...]
    canonical: str
    navigation: tuple[Item, ...]
    steps: tuple[Step, ...]
    progress: Progress
    look: str
    font: str
    wordmark: Markup
    logo: str
    hero: str
    card: ShareCard
    structured: Markup
    noindex: bool = False
    preview: Ribbon | None = None
    statement: str = ""
    kind: str = "website"
    # Seen before its moment, by somebody who promised to keep it until then.
    embargo: str = ""

    @property
    def brand(self) -> str:
        """Whose contest it is."""
        return self.campaign.brand

    @property
    def sheet(self) -> Sheet:
        """What its entries are drawn on."""
        return sheet_of(self.campaign.look)

    @property
    def home(self) -> str:
        """The campaign's first page."""
        return self.to("campaign")

    @property
    def creator(self) -> str:
        """Whose words these are in the fediverse (@name@host); empty where none is set."""
        return self.campaign.texts["fediverse_creator"]

    @property
    def locale(self) -> str:
        """The language with its country, as link previews name it."""
        return locale_of(self.lang)

    @property
    def theme(self) -> str:
        """The colour around the page."""
        return look_of(self.campaign.look).paper

    @property
    def other_locales(self) -> tuple[str, ...]:
        """The other languages of this page."""
        return tuple(locale_of(one.lang) for one in self.alternates if one.lang != self.lang)

    @property
    def default_address(self) -> str:
        """This page for who reads none of its languages."""
        return next((one.absolute for one in self.alternates if one.lang == self.campaign.default_language), "")

    @property
    def oembed(self) -> str:
        """Where other systems learn what this page looks like within theirs; empty where it is no widget."""
        path = self.canonical.removeprefix(public_url())
        if self.noindex or place_of(path) is None:
            return ""
        return f"{addresses.absolute(public_url(), 'oembed')}?{urlencode({'url': self.canonical, 'format': 'json'})}"

    @property
    def feeds(self) -> tuple[Item, ...]:
        """What a feed reader may follow here."""
        said = catalogues.translations(self.lang)
        return (
            Item(said.gettext("%(name)s: new ideas", name=self.campaign.name), self.to("feed_ideas")),
            Item(said.gettext("%(name)s: journal", name=self.campaign.name), self.to("feed_journal")),
            Item(said.gettext("%(name)s: results", name=self.campaign.name), self.to("feed_announcements")),
        )

    def to(self, name: str, **parts: str | int) -> str:
        """The path of a page of this campaign in this language."""
        return self.campaign.path(name, **parts)

    def absolute(self, name: str, **parts: str | int) -> str:
        """Its whole address, for links that leave."""
        return public_url() + self.to(name, **parts)


def public_url() -> str:
    """The public address in settings, without a slash at the end."""
    return str(current_app.config["SETTINGS"].public_url).rstrip("/")


def page_of(campaign: CampaignView, lang: str, now: datetime, *, noindex: bool = False) -> Page:
    """The frame for this request; also bounds how long the answer may be kept (the next change of the schedule)."""
    freshness.until(campaign.next_change(now), now)
    card = share_cards.of_campaign(campaign, public_url())
    return Page(
        lang=lang,
        campaign=campaign,
        alternates=alternates_of(campaign, request.path.split("/", 2)[2] if request.path.count("/") > 1 else ""),
        canonical=public_url() + request.path,
        navigation=_navigation(campaign, lang, now),
        steps=tuple(step_of(phase, lang, campaign, now) for phase in campaign.phases),
        progress=_progress(campaign, lang, now),
        look=look.address(campaign),
        font=look.font_file(campaign.look),
        wordmark=Markup(wordmark_svg(campaign.brand, INK)),  # noqa: S704 - drawn from glyphs, no text inside
        logo=_picture(campaign, campaign.logo_picture_id, 320),
        hero=_picture(campaign, campaign.hero_picture_id, 1280),
        card=card,
        structured=structured.of_campaign(campaign, lang, card.address, public_url()),
        noindex=noindex or previews.asked(campaign.id) is not None,
        preview=_ribbon(campaign, lang),
        statement=campaign.crisis.says(lang),
    )


def _ribbon(campaign: CampaignView, lang: str) -> Ribbon | None:
    found = previews.asked(campaign.id)
    if found is None:
        return None
    # A draft has no page to go on to.
    leave = request.path if campaign.is_open else addresses.path("campaigns", lang=lang)
    return Ribbon(dates.whole(lang, found.moment, campaign.zone), leave)


def locale_of(lang: str) -> str:
    """A language with its country: fr_BE."""
    return LOCALES.get(lang, f"{lang}_{lang.upper()}")


def step_of(phase: PhaseView, lang: str, campaign: CampaignView, now: datetime) -> Step:
    """One phase on the line."""
    state = phases.moment_of(phase.plan, now)
    # A paused phase is the one we are in all the same.
    state = Moment.NOW if state is Moment.PAUSED else state
    return Step(
        name=campaign.phase_name(phase.position),
        note=campaign.texts.get(f"phase_{phase.position}_note", ""),
        state=state.value,
        when=_when(phase, state, lang, campaign.zone),
        left=_left(phase.plan, lang, now) if state is Moment.NOW else "",
        percent=round(phases.share_done(phase.plan, now) * 100),
    )


def _when(phase: PhaseView, state: Moment, lang: str, zone: str) -> str:
    if phase.kind is PhaseKind.ANNOUNCEMENT:
        return dates.day(lang, phase.opens, zone)
    if state is Moment.NOW:
        return catalogues.translations(lang).gettext(
            "until %(moment)s", moment=dates.day_and_time(lang, phase.last_second, zone)
        )
    if state is Moment.DONE:
        return catalogues.translations(lang).gettext(
            "%(day)s, done", day=dates.short_day(lang, phase.last_second, zone)
        )
    return dates.span(lang, phase.opens, phase.last_second, zone)


def _progress(campaign: CampaignView, lang: str, now: datetime) -> Progress:
    present = phases.phase_at([phase.plan for phase in campaign.phases], now)
    total = len(campaign.phases)
    if present is None:
        coming = [phase for phase in campaign.phases if phase.opens > now]
        if not coming:
            return Progress(catalogues.translations(lang).gettext("The contest is over."), "")
        when = dates.day_and_time(lang, coming[0].opens, campaign.zone)
        return Progress(catalogues.translations(lang).gettext("Next step: %(moment)s", moment=when), "")
    step = 1 + next(index for index, phase in enumerate(campaign.phases) if phase.position == present.position)
    values = {"step": step, "total": total, "name": campaign.phase_name(present.position)}
    if present.kind is PhaseKind.ANNOUNCEMENT:
        return Progress(catalogues.translations(lang).gettext("Step %(step)s of %(total)s: %(name)s", **values), "")
    sentence = catalogues.translations(lang).gettext("Step %(step)s of %(total)s: %(name)s,", **values)
    return Progress(sentence, _left(present, lang, now))


def _left(plan: PhasePlan, lang: str, now: datetime) -> str:
    """How long a phase that runs still takes, or that it is paused."""
    said = catalogues.translations(lang)
    if phases.moment_of(plan, now) is Moment.PAUSED:
        return said.gettext("paused")
    if plan.kind is PhaseKind.ANNOUNCEMENT:
        return ""
    return said.gettext("%(time)s to go", time=dates.time_left(lang, plan.closes - now))


def _navigation(campaign: CampaignView, lang: str, now: datetime) -> tuple[Item, ...]:
    labels: tuple[tuple[str, str], ...] = (
        ("entries", catalogues.translations(lang).gettext("The ideas")),
        ("rules", catalogues.translations(lang).gettext("Rules")),
        ("contact", catalogues.translations(lang).gettext("Your questions")),
    )
    if any(vote.opens <= now for vote in campaign.of_kind(PhaseKind.VOTE)):
        labels += (("results_now", catalogues.translations(lang).gettext("Results")),)
    return tuple(
        Item(label, path, request.path.startswith(path))
        for label, path in ((label, campaign.path(name)) for name, label in labels)
    )


def alternates_of(campaign: CampaignView, rest: str) -> tuple[Alternate, ...]:
    """A page in each language of its campaign; `rest` is its path without the language."""
    return tuple(
        Alternate(lang, LANGUAGE_NAMES[lang], f"/{lang}/{rest}", f"{public_url()}/{lang}/{rest}")
        for lang in campaign.languages
    )


def _picture(campaign: CampaignView, picture: object, width: int) -> str:
    if picture is None:
        return ""
    return url_for("media.picture", campaign_id=campaign.id.hex, picture=str(picture).replace("-", ""), width=width)
