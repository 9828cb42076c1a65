"""What every page of the desk shows around its own: who is signed in, where one may go."""

from dataclasses import dataclass
from typing import cast

from flask import Response, abort, g, make_response, render_template, request, url_for

from contest import clock
from contest.queries import desk
from contest.queries.desk import DeskCampaign
from contest.queries.staff import StaffPerson
from contest.rules.objections import Refused
from contest.rules.roles import Act
from contest.services.limits import Limited
from contest.web import access, i18n, previews
from contest.web.desk import lines
from contest.web.desk.lines import Piece
from contest.web.errors import sentences
from contest.words import dates

# The desk is one place for several campaigns: its own times are the brand's, not a campaign's.
ZONE = "Europe/Brussels"


@dataclass(frozen=True)
class Frame:
    """The frame of one page: `section` names its place in the navigation, `here` its campaign, if any."""

    person: StaffPerson
    section: str
    campaigns: tuple[DeskCampaign, ...]
    here: DeskCampaign | None
    line: tuple[tuple[Piece, ...], str] = ((), "")

    @property
    def brand(self) -> str:
        """Whose desk this is."""
        return (self.here or self.campaigns[0]).brand if self.campaigns else ""

    @property
    def campaign(self) -> str:
        """The slug of the page's campaign; empty on pages of the house."""
        return self.here.slug if self.here else ""

    def may(self, act: str) -> bool:
        """Whether the person may do this in the page's campaign, or, without one, in the whole house."""
        return self.person.may(Act(act), self.here.id if self.here else None)

    def door(self, one: DeskCampaign) -> str:
        """Where a campaign is entered: what it still lacks for who writes it, else its queue, or its journal."""
        prepares = one.is_draft and self.person.may(Act.EDIT_CAMPAIGN, one.id)
        if not self.person.may(Act.MODERATE, one.id):
            return url_for("desk_journal.listed", campaign=one.slug)
        return url_for("desk_opening.shown" if prepares else "desk_queue.listed", campaign=one.slug)

    @property
    def moderates(self) -> bool:
        """Whether this person moderates more than one campaign, whose ideas then wait in one queue."""
        return len(self._moderated()) > 1

    @property
    def waiting(self) -> int:
        """The ideas that wait in all of them."""
        return sum(one.waiting for one in self._moderated())

    @property
    def late(self) -> int:
        """Those past the promised time."""
        return sum(one.late for one in self._moderated())

    def _moderated(self) -> list[DeskCampaign]:
        return [one for one in self.campaigns if self.person.may(Act.MODERATE, one.id)]

    @property
    def may_take_shifts(self) -> bool:
        """Whether duty and practice are open to this person."""
        return self.person.may(Act.TAKE_SHIFTS)

    @property
    def answers_questions(self) -> bool:
        """Whether questions of any campaign are open to this person."""
        return any(self.person.may(Act.ANSWER_QUESTIONS, one.id) for one in self.campaigns)

    @property
    def may_manage_members(self) -> bool:
        """Whether the members' page is open to this person."""
        return self.person.may(Act.MANAGE_MEMBERS)

    @property
    def may_make(self) -> bool:
        """Whether this person may make campaigns."""
        return self.person.may(Act.MAKE_CAMPAIGN)

    @property
    def may_see_audit(self) -> bool:
        """Whether the record of the whole house is open to this person."""
        return self.person.may(Act.SEE_AUDIT)

    @property
    def may_test_mail(self) -> bool:
        """Whether the page of the mail is open to this person."""
        return self.person.may(Act.TEST_MAIL)


def mine() -> tuple[DeskCampaign, ...]:
    """The campaigns of the person signed in, newest first; asked once where nothing is changed."""
    if "desk_campaigns" not in g or request.method not in previews.SAFE:
        person = access.person()
        g.desk_campaigns = desk.campaigns(person.campaigns(Act.SEE_DESK), person.lang, clock.now())
    return cast(tuple[DeskCampaign, ...], g.desk_campaigns)


def page(template: str, *, section: str, campaign: str = "", **values: object) -> str:
    """A page of the desk in the person's language; templates get `frame`, `moment`, `number` and `errors` besides."""
    person = access.person()
    i18n.speak(person.lang)
    campaigns = mine()
    here = next((one for one in campaigns if one.slug == campaign), None)
    if campaign and here is None:
        abort(404)
    zone = here.zone if here else ZONE
    line = lines.small(here, person.lang, clock.now()) if here else ((), "")
    given = {
        "frame": Frame(person, section, campaigns, here, line),
        "moment": lambda at: dates.exact(person.lang, at, zone),
        "number": lambda value: dates.number(person.lang, value),
        "errors": {},
    }
    return render_template(f"desk/{template}.html", **{**given, **values})


def again(
    refusal: Refused, template: str, *, section: str, campaign: str = "", status: int = 422, **values: object
) -> Response:
    """The same page again with what was typed and what is wrong: 422, or 429 with the time to wait."""
    i18n.speak(access.person().lang)
    errors = sentences(refusal.objections)
    response = make_response(page(template, section=section, campaign=campaign, errors=errors, **values), status)
    if isinstance(refusal, Limited):
        response.status_code = 429
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response
