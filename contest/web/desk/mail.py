"""The mail of the house: what waits, what did not leave, and a mail to oneself to see that it works."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask import Blueprint, current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import mail_domains, outbox
from contest.queries.mail_domains import Domain
from contest.rules.roles import Act
from contest.services import mails
from contest.web import access
from contest.web.desk import frame
from contest.words import dates, deeds
from contest.words.catalogues import N_

blueprint = Blueprint("desk_mail", __name__, url_prefix="/desk/mail")
# The figures by domain are those of the last days; bars are so wide at most.
DAYS, WIDE, THIN = timedelta(days=30), 200, 2


@blueprint.get("")
@access.staff(Act.TEST_MAIL)
def shown() -> ResponseReturnValue:
    """What waits and what died."""
    person, now = access.person(), clock.now()
    waiting = outbox.waiting(now)
    return frame.page(
        "mail",
        section="mail",
        waiting=waiting,
        oldest=dates.waited(person.lang, now - waiting.oldest) if waiting.oldest else "",
        dead=outbox.dead(),
        kind_of=partial(deeds.mail, person.lang),
        is_kept=not current_app.config["SETTINGS"].is_production,
        relays=outbox.taken_by(),
        **_by_domain(person.lang, now),
    )


@blueprint.post("/test")
@access.staff(Act.TEST_MAIL, "mail.tested")
def test() -> ResponseReturnValue:
    """Send one to the person who asks."""
    person = access.person()
    mails.send_test(person.id, lang=person.lang, now=clock.now())
    flash(N_("A test mail is on its way to you."))
    return redirect(url_for("desk_mail.shown"), 303)


def _by_domain(lang: str, now: datetime) -> dict[str, Any]:
    """The table of domains, the slowest first, and what its heading says."""
    found = mail_domains.figures((now - DAYS).date().isoformat())
    measured = [one for one in found if one.to_confirm is not None]
    longest = max((one.to_confirm for one in measured if one.to_confirm), default=timedelta(seconds=1))
    named = [one for one in measured if one.domain]
    return {
        "domains": [(one, _bar(one, longest)) for one in found],
        "slowest": next(iter(named or measured), None),
        "several": len(named) > 1,
        "length": lambda time: dates.length(lang, time),
        "percent": lambda share: dates.percent(lang, share),
    }


def _bar(one: Domain, longest: timedelta) -> float:
    return round(max(one.to_confirm / longest * WIDE, THIN), 1) if one.to_confirm else 0
