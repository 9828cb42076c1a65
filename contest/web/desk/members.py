"""The team: who is in it, with which role and in which browsers; inviting, changing, ending."""

from typing import Any
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from flask import Blueprint, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import departments, staff
from contest.queries.staff import Member
from contest.rules import addresses
from contest.rules.objections import Objection, Refused
from contest.rules.roles import Act, Role
from contest.services.accounts import departments as rooms
from contest.services.accounts import invitations, members, sessions
from contest.web import access, i18n
from contest.web.desk import frame
from contest.words import catalogues, deeds
from contest.words.catalogues import N_, gettext

blueprint = Blueprint("desk_members", __name__, url_prefix="/desk/members")


@blueprint.get("/")
@access.staff(Act.MANAGE_MEMBERS)
def listed() -> ResponseReturnValue:
    """Everybody, the invitations nobody has answered yet, and the departments."""
    return frame.page("members/list", section="members", **_everybody())


@blueprint.post("/departments")
@access.staff(Act.MANAGE_MEMBERS, "department.added")
def add_department() -> ResponseReturnValue:
    """One more department."""
    name = request.form.get("name", "")
    try:
        rooms.add(name, by=access.person().id, now=clock.now())
    except Refused as refusal:
        return frame.again(refusal, "members/list", section="members", **_everybody(name))
    flash(N_("The department is added: say on a person’s page who works in it."))
    return redirect(url_for("desk_members.listed"), 303)


@blueprint.post("/departments/<uuid:department>")
@access.staff(Act.MANAGE_MEMBERS, "department.retired", "department.revived")
def retire_department(department: UUID) -> ResponseReturnValue:
    """Close one, or open it again."""
    retired = request.form.get("retired") == "yes"
    rooms.retire(department, retired=retired, by=access.person().id, now=clock.now())
    flash(N_("The department is closed.") if retired else N_("The department is open again."))
    return redirect(url_for("desk_members.listed"), 303)


@blueprint.get("/invite")
@access.staff(Act.MANAGE_MEMBERS)
def invite_form() -> ResponseReturnValue:
    """Ask whom."""
    where = request.args.get("campaign", "")
    typed = {"address": "", "role": Role.MODERATOR.value, "where": where, "lang": access.person().lang}
    return frame.page("members/invite", section="members", typed=typed, **_choices())


@blueprint.post("/invite")
@access.staff(Act.MANAGE_MEMBERS, "staff.invited")
def invite() -> ResponseReturnValue:
    """Invite them, and show the link this once."""
    typed = {name: request.form.get(name, "") for name in ("address", "role", "where", "lang")}
    role, campaign = _chosen(typed)
    lang = typed["lang"] if typed["lang"] in catalogues.languages() else access.person().lang
    try:
        address = _address(typed["address"])
        _, token = invitations.invite(
            address, role, campaign=campaign, lang=lang, by=access.person().id, now=clock.now()
        )
    except Refused as refusal:
        return frame.again(refusal, "members/invite", section="members", typed=typed, **_choices())
    link = addresses.absolute(current_app.config["SETTINGS"].public_url, "join", token=token)
    return frame.page("members/invited", section="members", address=address, link=link)


@blueprint.post("/invitations/<uuid:invitation>/withdraw")
@access.staff(Act.MANAGE_MEMBERS, "staff.invitation_withdrawn")
def withdraw(invitation: UUID) -> ResponseReturnValue:
    """Take an invitation back."""
    if invitations.withdraw(invitation, by=access.person().id, now=clock.now()):
        flash(N_("The invitation no longer works."))
    return redirect(url_for("desk_members.listed"), 303)


@blueprint.get("/<uuid:staff_id>")
@access.staff(Act.MANAGE_MEMBERS)
def member(staff_id: UUID) -> ResponseReturnValue:
    """One person."""
    return frame.page("members/member", section="members", **_one(_found(staff_id)))


@blueprint.post("/<uuid:staff_id>/role")
@access.staff(Act.MANAGE_MEMBERS, "staff.role_changed")
def change_role(staff_id: UUID) -> ResponseReturnValue:
    """Give them another role."""
    found = _found(staff_id)
    role, campaign = _chosen(request.form)
    try:
        members.change_role(staff_id, role, campaign=campaign, by=access.person().id, now=clock.now())
    except Refused as refusal:
        return frame.again(refusal, "members/member", section="members", **_one(found))
    flash(N_("The role is changed."))
    return redirect(url_for("desk_members.listed"), 303)


@blueprint.post("/<uuid:staff_id>/department")
@access.staff(Act.MANAGE_MEMBERS, "staff.department_changed")
def place(staff_id: UUID) -> ResponseReturnValue:
    """Say in which department they work."""
    found = _found(staff_id)
    try:
        chosen = request.form.get("department", "")
        rooms.place(staff_id, UUID(chosen) if chosen else None, by=access.person().id, now=clock.now())
    except ValueError:
        abort(400)
    except Refused as refusal:
        return frame.again(refusal, "members/member", section="members", **_one(found))
    flash(N_("The department is changed."))
    return redirect(url_for("desk_members.member", staff_id=staff_id), 303)


@blueprint.post("/<uuid:staff_id>/end")
@access.staff(Act.MANAGE_MEMBERS, "staff.left")
def end(staff_id: UUID) -> ResponseReturnValue:
    """End their membership."""
    found = _found(staff_id)
    try:
        members.end(staff_id, by=access.person().id, now=clock.now())
    except Refused as refusal:
        return frame.again(refusal, "members/member", section="members", **_one(found))
    flash(N_("The membership has ended, and every browser of theirs is signed out."))
    return redirect(url_for("desk_members.listed"), 303)


@blueprint.post("/<uuid:staff_id>/sessions/<uuid:session_id>/end")
@access.staff(Act.MANAGE_MEMBERS, "staff.session_revoked")
def end_session(staff_id: UUID, session_id: UUID) -> ResponseReturnValue:
    """Sign one of their browsers out."""
    sessions.revoke(session_id, of=staff_id, by=access.person().id, now=clock.now())
    flash(N_("That browser is signed out."))
    return redirect(url_for("desk_members.member", staff_id=staff_id), 303)


def _found(staff_id: UUID) -> Member:
    found = staff.member(staff_id)
    return found if found is not None else abort(404)


def _everybody(typed: str = "") -> dict[str, Any]:
    return {
        "members": staff.members(),
        "invitations": staff.open_invitations(now=clock.now()),
        "role_name": _role_name,
        "departments": departments.every(),
        "typed": typed,
    }


def _one(found: Member) -> dict[str, Any]:
    now = clock.now()
    open_sessions = staff.open_sessions(found.id, idle_since=now - sessions.IDLE, now=now)
    offered = [one for one in departments.every() if not one.retired or one.id == found.department_id]
    nowhere = ("", gettext(access.person().lang, N_("No particular one")))
    return {
        "member": found,
        "sessions": open_sessions,
        "role_name": _role_name,
        "departments": [nowhere, *((one.id.hex, one.name) for one in offered)],
        **_choices(),
    }


def _choices() -> dict[str, Any]:
    lang = access.person().lang
    return {
        "roles": [(role.value, deeds.role(lang, role)) for role in reversed(Role)],
        "wheres": [(one.slug, one.name) for one in frame.mine()],
        "languages": catalogues.languages(),
    }


def _chosen(form: dict[str, str]) -> tuple[Role, UUID | None]:
    """The role and the campaign picked in a form; 400 for what the form does not offer."""
    known: dict[str, UUID | None] = {slug: where for where, slug in staff.campaign_choices()}
    known[""] = None
    role, where = form.get("role", ""), form.get("where", "")
    if role not in list(Role) or where not in known:
        abort(400)
    return Role(role), known[where]


def _address(typed: str) -> str:
    try:
        return validate_email(typed.strip(), check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise Refused([Objection("address_invalid", "address")]) from error


def _role_name(role: Role) -> str:
    return deeds.role(i18n.language(), role)
