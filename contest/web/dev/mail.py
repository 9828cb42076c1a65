"""Development's mail: what would have left the house, on a local page. Not registered in production."""

import re

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from contest.models import LocalMail
from contest.queries import outbox
from contest.web import access, headers, i18n

blueprint = Blueprint("dev_mail", __name__, url_prefix="/dev/mail")
LINK = re.compile(r"https?://[^\s<>\"]+")
# The mail's own styles stand on its elements; nothing runs in it and nothing is loaded. A click leads out.
LETTER_POLICY = headers.policy(
    script_src="'none'",
    style_src="'unsafe-inline'",
    img_src="'none'",
    font_src="'none'",
    connect_src="'none'",
    form_action="'none'",
    frame_ancestors="'self'",
    sandbox="allow-top-navigation-by-user-activation",
)


@blueprint.before_request
def only_here() -> None:
    """Registered or not, it opens outside production only."""
    if current_app.config["SETTINGS"].is_production:
        abort(404)
    i18n.speak(i18n.preferred())


@blueprint.get("/")
@access.operation("development's mail; not there in production")
def inbox() -> ResponseReturnValue:
    """What was kept, latest first; of one recipient with `?to=`."""
    recipient = request.args.get("to", "")
    mails = [mail for mail in outbox.kept() if recipient in ("", mail.recipient)]
    return render_template("dev/mail/inbox.html", mails=mails)


@blueprint.get("/<string:message_id>")
@access.operation("development's mail; not there in production")
def mail(message_id: str) -> ResponseReturnValue:
    """One mail: as a mail program shows it, its text, its links."""
    found = _kept(message_id)
    links = list(dict.fromkeys(LINK.findall(found.plain)))
    page = render_template("dev/mail/mail.html", mail=found, links=links)
    return Response(page, headers={"Content-Security-Policy": headers.policy(frame_src="'self'")})


@blueprint.get("/<string:message_id>/letter")
@access.operation("development's mail; not there in production")
def letter(message_id: str) -> ResponseReturnValue:
    """The HTML form alone, for the frame."""
    html = _kept(message_id).html.replace("<head>", '<head><base target="_top">', 1)
    return Response(html, headers={"Content-Security-Policy": LETTER_POLICY})


def _kept(message_id: str) -> LocalMail:
    found = outbox.kept_one(f"<{message_id}>")
    if found is None:
        abort(404)
    return found
