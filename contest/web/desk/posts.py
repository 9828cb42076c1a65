"""Post kit: for each network a text within its length, tags, a picture and its own share link; and how links look.

Nothing is posted from here: people post, from their own accounts.
"""

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, request
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries.campaigns import CampaignView
from contest.rules import cards as cards_rules
from contest.rules import shares as rules
from contest.rules.cards import Shape
from contest.rules.roles import Act
from contest.rules.shares import Network, Post, Wanted
from contest.rules.shares.frames import FRAMES
from contest.web import access, i18n, lookups, shares
from contest.web.desk import frame, subjects
from contest.web.desk.subjects import Choice, Subject
from contest.web.pages import public_url
from contest.words import shares as words

blueprint = Blueprint("desk_posts", __name__, url_prefix="/desk/<campaign>/posts")
# The same bytes whenever it is made.
WRITTEN_AT = (1980, 1, 1, 0, 0, 0)


@blueprint.get("")
@access.staff(Act.SEE_FIGURES)
def shown(campaign: str) -> ResponseReturnValue:
    """The posts about one thing in one language."""
    return frame.page("posts/posts", **_values(lookups.campaign_for_staff(campaign)))


@blueprint.get("/links")
@access.staff(Act.SEE_FIGURES)
def links(campaign: str) -> ResponseReturnValue:
    """How a link to it looks on each network."""
    values = _values(lookups.campaign_for_staff(campaign))
    domain = public_url().partition("://")[2].partition("/")[0]
    names = {one.network: words.label(access.person().lang, one.network) for one in FRAMES}
    return frame.page("posts/links", domain=domain, frames=FRAMES, names=names, **values)


@blueprint.get("/posts.zip")
@access.staff(Act.SEE_FIGURES)
def download(campaign: str) -> ResponseReturnValue:
    """All of them: a text for each network, the pictures once."""
    choice = _chosen(lookups.campaign_for_staff(campaign))
    if choice.subject is None:
        abort(404)
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for post, link in _posts(choice.view, choice.subject):
            text = "\n\n".join(filter(None, (post.text, link)))
            archive.writestr(zipfile.ZipInfo(f"{post.network}.txt", WRITTEN_AT), f"{text}\n")
        for shape, picture in _pictures(choice.view, choice.subject).items():
            archive.writestr(zipfile.ZipInfo(f"{shape}.jpg", WRITTEN_AT), picture)
    name = f"{choice.view.slug}-posts-{choice.about}{choice.number}-{choice.view.lang}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(file.getvalue(), mimetype="application/zip", headers=headers)


def _chosen(view: CampaignView) -> Choice:
    i18n.speak(access.person().lang)
    return subjects.chosen(view, clock.now())


def _values(view: CampaignView) -> dict[str, Any]:
    choice, lang = _chosen(view), access.person().lang
    asked = {"about": choice.about, "lang": choice.view.lang}
    return {
        "section": "posts",
        "campaign": view.slug,
        "choice": choice,
        "asked": asked | ({"number": choice.number} if choice.number else {}),
        "subject": choice.subject,
        "posts": [(post, link, words.label(lang, post.network)) for post, link in _posts(choice.view, choice.subject)],
        "wrong": choice.subject is None and "number" in request.args,
    }


def _posts(view: CampaignView, subject: Subject | None) -> list[tuple[Post, str]]:
    """The posts, each with its link where that stands in a field of its own."""
    if subject is None:
        return []
    tags = [tag for tag in map(rules.hashtag, (view.brand, view.name)) if tag]
    found = []
    for network in rules.POSTED_ON:
        link = _link(view, subject, network)
        post = rules.post(network, Wanted(subject.lead, subject.words, link, tags))
        found.append((post, "" if link in post.text else link))
    return found


def _link(view: CampaignView, subject: Subject, network: Network) -> str:
    """The network's own share link; under a picture it is read and typed, so without what nobody types."""
    link = shares.link_of(view, rules.CHANNELS[network], view.lang, subject.number, subject.place)
    return link.partition("://")[2] if network is Network.CAPTION else link


def _pictures(view: CampaignView, subject: Subject) -> dict[Shape, bytes]:
    """The cards that are drawn by now."""
    found = {}
    for shape, address in ((Shape.WIDE, subject.card.path), (Shape.STORY, subject.card.story)):
        name = address.rpartition("/")[2]
        named = cards_rules.read_name(name)
        if named is None:
            continue
        folder = cards_rules.folder_of(view.id, named.kind, named.number)
        file = Path(current_app.config["SETTINGS"].media) / folder / name
        if file.is_file():
            found[shape] = file.read_bytes()
    return found
