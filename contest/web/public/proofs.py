"""What lets anybody check a vote: its log, its archive, the program that reads it, and the proof of one ballot."""

import json
from base64 import b64encode
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, render_template, send_file
from flask.typing import ResponseReturnValue

from contest.queries import announcements, archives, ballots, proof, results, witnesses
from contest.queries.campaigns import CampaignView, PhaseView
from contest.rules.eligibility import who_may
from contest.rules.phases import PhaseKind
from contest.rules.proof import notes
from contest.rules.receipts import read_receipt
from contest.services import keys
from contest.web import access, freshness, lookups, previews
from contest.web.assets import STATIC
from contest.web.pages import page_of
from contest.words import dates, eligibility

blueprint = Blueprint("proofs", __name__)
PROGRAM = STATIC / "verify.py"


@blueprint.get("/<lang>/<campaign>/results/<int:position>/log")
@access.reading(max_age=60)
def log(lang: str, campaign: str, position: int) -> ResponseReturnValue:
    """The log of a vote: while figures are hidden it is too, for its length tells how many voted."""
    view, phase = _vote(campaign, position)
    now = previews.now(view.id)
    freshness.until(announcements.next_opening(view.id, now), now)
    page = page_of(view, lang, now)
    shown = results.are_public(view.id, phase.id, previews.results_now(view.id))
    found = proof.head(view.id, phase.id) if shown else None
    head = notes.read(found.note)[0] if found else None
    return render_template(
        "public/results/log.html",
        page=page,
        begun=phase.opens <= now,
        position=position,
        head=head,
        note=found.note if found else "",
        root=b64encode(head.root).decode() if head else "",
        lines=dates.number(lang, head.size) if head else "",
        sealed=dates.exact(lang, found.sealed_at, view.zone) if found else "",
        key=keys.head_verifier(view.id, head.origin) if head else "",
        witnesses=witnesses.names(view.id),
        not_proved=eligibility.not_proved(lang, who_may(phase.settings)),
        archive=page.to("archive", position=position) if head and _archive(view, position).is_file() else "",
    )


@blueprint.get("/archives/<campaign>/vote-<int:position>.zip")
@access.reading(max_age=300)
def archive(campaign: str, position: int) -> ResponseReturnValue:
    """The archive of a vote whose result is public."""
    view, phase = _vote(campaign, position)
    now = previews.results_now(view.id)
    freshness.until(announcements.next_opening(view.id, now), now)
    file = _archive(view, position)
    if not results.are_public(view.id, phase.id, now) or not file.is_file():
        abort(404)
    name = f"{view.slug}-vote-{position}.zip"
    response = send_file(file, mimetype="application/zip", as_attachment=True, download_name=name, max_age=None)
    # send_file says no-cache; the door says how long.
    del response.headers["Cache-Control"]
    return response


@blueprint.get("/verify.py")
@access.reading(max_age=3600)
def program() -> ResponseReturnValue:
    """The program that checks an archive."""
    response = Response(PROGRAM.read_bytes(), mimetype="text/x-python")
    response.headers["Content-Disposition"] = f"attachment; filename={PROGRAM.name}"
    return response


@blueprint.get("/<lang>/<campaign>/receipts/<receipt>/proof.json")
@access.acting()
def of_ballot(lang: str, campaign: str, receipt: str) -> ResponseReturnValue:
    """The ballot's line and the way from it to a signed head, for `verify.py --receipt`; with its choice, as asked."""
    view = lookups.campaign(campaign)
    code = read_receipt(receipt)
    found = ballots.receipt(view.id, code) if code else None
    if found is None or not results.are_public(view.id, found.phase_id, previews.results_now(view.id)):
        abort(404)
    head = proof.head(view.id, found.phase_id)
    placed = proof.placed(view.id, found.phase_id, found.ballot_id, head.size) if head else None
    if head is None or placed is None:
        abort(404)
    said = {
        "receipt": found.receipt,
        "line": placed.line.decode(),
        "seq": placed.seq,
        "path": [step.hex() for step in placed.path],
        "head": head.note,
    }
    answer = Response(json.dumps(said, ensure_ascii=False, indent=1), mimetype="application/json")
    answer.headers["Content-Disposition"] = f"attachment; filename=receipt-{found.receipt}.json"
    return answer


def _vote(campaign: str, position: int) -> tuple[CampaignView, PhaseView]:
    view = lookups.campaign(campaign, any_language=True)
    phase = view.at(position)
    if phase is None or phase.kind is not PhaseKind.VOTE:
        abort(404)
    return view, phase


def _archive(view: CampaignView, position: int) -> Path:
    return Path(current_app.config["SETTINGS"].media) / archives.file_of(view.id, position)
