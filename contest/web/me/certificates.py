"""The certificate of an idea of mine that was announced, in the language of the page."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import entries
from contest.web import access
from contest.web import press as files
from contest.web.me.present import identified, present

blueprint = Blueprint("my_certificates", __name__)


@blueprint.get("/<lang>/<campaign>/me/entries/<entry>/certificate.pdf")
@access.mine()
def certificate(lang: str, campaign: str, entry: str) -> ResponseReturnValue:
    """The certificate; before the announcement, or for somebody else's idea, there is none."""
    page, participant = present(lang, campaign)
    own = entries.one_own(page.campaign.id, participant.id, identified(entry))
    found = files.of_entry(page.campaign, own.id, clock.now()) if own else None
    if found is None:
        abort(404)
    phase, laureate = found
    file = files.certificate(page.campaign, phase, laureate.entry.number, lang)
    return files.send(file, "application/pdf", f"{page.campaign.slug}-certificate-{lang}.pdf")
