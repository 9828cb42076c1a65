"""Who may do what, and how every act is called in the record: two tables one can read aloud."""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What a member of staff is."""

    OWNER = "owner"
    MANAGER = "manager"
    MODERATOR = "moderator"
    # Of another department: writes in the journal what communications publishes.
    CONTRIBUTOR = "contributor"


class Act(StrEnum):
    """What staff may be allowed to do."""

    SEE_DESK = "see_desk"
    MODERATE = "moderate"
    EDIT_CAMPAIGN = "edit_campaign"
    MAKE_CAMPAIGN = "make_campaign"
    CLOSE_RESULT = "close_result"
    ASK_WINNER = "ask_winner"
    SEE_IDENTITY = "see_identity"
    ANNOUNCE = "announce"
    WRITE_TO_AUTHOR = "write_to_author"
    SEE_FIGURES = "see_figures"
    SEE_AUDIT = "see_audit"
    MANAGE_MEMBERS = "manage_members"
    TEST_MAIL = "test_mail"
    MANAGE_SHARING = "manage_sharing"
    KEEP_FAIR = "keep_fair"
    ANSWER_QUESTIONS = "answer_questions"
    HANDLE_CRISIS = "handle_crisis"
    PLAN_DUTY = "plan_duty"
    TAKE_SHIFTS = "take_shifts"
    WRITE_JOURNAL = "write_journal"
    PUBLISH_JOURNAL = "publish_journal"


_CONTRIBUTOR = frozenset({Act.SEE_DESK, Act.WRITE_JOURNAL})
_MODERATOR = _CONTRIBUTOR | {
    Act.MODERATE,
    Act.SEE_FIGURES,
    Act.KEEP_FAIR,
    Act.ANSWER_QUESTIONS,
    Act.TAKE_SHIFTS,
}
_MANAGER = _MODERATOR | {
    Act.EDIT_CAMPAIGN,
    Act.MAKE_CAMPAIGN,
    Act.CLOSE_RESULT,
    Act.ASK_WINNER,
    Act.SEE_IDENTITY,
    Act.ANNOUNCE,
    Act.WRITE_TO_AUTHOR,
    Act.SEE_AUDIT,
    Act.TEST_MAIL,
    Act.MANAGE_SHARING,
    Act.HANDLE_CRISIS,
    Act.PLAN_DUTY,
    Act.PUBLISH_JOURNAL,
}
ALLOWED: dict[Role, frozenset[Act]] = {
    Role.CONTRIBUTOR: _CONTRIBUTOR,
    Role.MODERATOR: _MODERATOR,
    Role.MANAGER: _MANAGER,
    Role.OWNER: _MANAGER | {Act.MANAGE_MEMBERS},
}


def may(roles: frozenset[Role], act: Act) -> bool:
    """Whether somebody with these roles may do this."""
    return any(act in ALLOWED[role] for role in roles)


# The owner's is the whole house: nobody owns a part of it.
HOUSE_ROLES = frozenset({Role.OWNER})
# What a role in one campaign is enough for where no campaign is named: coming in, and what colleagues share.
ANYWHERE = frozenset({Act.SEE_DESK, Act.TAKE_SHIFTS})


def may_in(roles: Mapping[UUID | None, frozenset[Role]], act: Act, campaign: UUID | None) -> bool:
    """Whether roles by campaign allow this act in one campaign; None, on both sides, is the whole house."""
    if may(roles.get(None, frozenset()), act):
        return True
    if campaign is not None:
        return may(roles.get(campaign, frozenset()), act)
    return act in ANYWHERE and any(may(held, act) for held in roles.values())


# verb -> whether the public history of a campaign tells it
VERBS: dict[str, bool] = {
    "campaign.created": False,
    "campaign.texts_changed": False,
    "campaign.look_changed": False,
    "campaign.settings_changed": False,
    "campaign.published": True,
    "campaign.visibility_changed": True,
    "preview.linked": False,
    "document.published": True,
    "schedule.changed": True,
    "phase.added": True,
    "phase.removed": False,
    "phase.paused": True,
    "phase.resumed": True,
    "figures.changed": True,
    "vote.changed": True,
    "vote.joined": True,
    "blend.changed": True,
    "blend.brought": False,
    "draw.set": True,
    "draw.dropped": True,
    "draw.frozen": True,
    "draw.drawn": True,
    "draw.passed": True,
    "dossier.asked": False,
    "result.signed": True,
    "witness.added": True,
    "witness.removed": True,
    "eligibility.changed": True,
    "sign_on.changed": True,
    "tie_break.asked": True,
    "tie_break.answered": True,
    "codes.made": False,
    "codes.imported": False,
    "entry.submitted": False,
    "entry.confirmed": False,
    "entry.edited": False,
    "entry.withdrawn": False,
    "entry.claimed": False,
    "entry.released": False,
    "entry.published": False,
    "entry.refused": False,
    "entry.removed": False,
    "entry.changes_requested": False,
    "entry.appealed": False,
    "entry.reported": False,
    "entry.kept": False,
    "entry.corrected": False,
    "entry.accepted": False,
    "entry.merged": False,
    "entry.proposed": False,
    "entry.not_agreed": False,
    "entry.escalated": False,
    "entry.advised": False,
    "decision.reviewed": False,
    "answer.kept": False,
    "answer.dropped": False,
    "entry.hidden": False,
    "report.confirmed": False,
    "finding.judged": False,
    "guidance.changed": False,
    "checks.changed": False,
    "reminder.asked": False,
    "reminder.stopped": False,
    "entries.imported": False,
    "decision.undone": False,
    "draft.saved": False,
    "picture.uploaded": False,
    "participant.confirmed": False,
    "participant.link_sent": False,
    "participant.signed_out": False,
    "participant.erased": False,
    "cluster.held": False,
    "cluster.released": False,
    "cluster.excluded": False,
    "cluster.proposed": False,
    "cluster.release_proposed": False,
    "ballot.spared": False,
    "ballot.spare_proposed": False,
    "grace.lengthened": True,
    "result.closed": True,
    "selection.picked": True,
    "selection.runner_up": False,
    "acceptance.asked": False,
    "acceptance.reminded": False,
    "acceptance.accepted": False,
    "acceptance.declined": False,
    "acceptance.passed": False,
    "announcement.written": False,
    "finalists.picked": False,
    "announcement.released": False,
    "announcement.published": True,
    "announcement.withdrawn": True,
    "embargo.made": False,
    "embargo.opened": False,
    "embargo.revoked": False,
    "wish.stopped": False,
    "prize.moved": False,
    "journal.drafted": False,
    "journal.changed": False,
    "journal.proposed": False,
    "journal.sent_back": False,
    "journal.published": False,
    "journal.amended": True,
    "journal.withdrawn": True,
    "journal.dropped": False,
    "shelf_life.set": False,
    "shelf_life.removed": False,
    "message.written": False,
    "question.asked": False,
    "question.claimed": False,
    "question.released": False,
    "question.passed": False,
    "question.answered": False,
    "question.closed": False,
    "question.reopened": False,
    "help.published": False,
    "help.changed": False,
    "help.withdrawn": False,
    "publishing.paused": True,
    "publishing.resumed": True,
    "results.hidden": True,
    "results.shown": True,
    "sharing.hidden": True,
    "sharing.shown": True,
    "statement.put_up": True,
    "statement.taken_down": True,
    "duty.planned": False,
    "duty.taken_out": False,
    "handover.written": False,
    "hook.added": False,
    "hook.removed": False,
    "hook.tested": False,
    "staff.invited": False,
    "staff.joined": False,
    "staff.signed_in": False,
    "staff.sign_in_failed": False,
    "staff.signed_out": False,
    "staff.factor_set": False,
    "staff.factor_renewed": False,
    "staff.recovery_used": False,
    "staff.recovery_codes_made": False,
    "staff.invitation_withdrawn": False,
    "staff.reset_link_made": False,
    "staff.reset": False,
    "staff.session_revoked": False,
    "staff.role_changed": False,
    "staff.department_changed": False,
    "staff.digest_changed": False,
    "staff.left": False,
    "staff.language_changed": False,
    "staff.reading_changed": False,
    "staff.portrait_changed": False,
    "staff.portrait_removed": False,
    "staff.seen_changed": False,
    "staff.titles_changed": False,
    "department.added": False,
    "department.retired": False,
    "department.revived": False,
    "mail.tested": False,
    "share.labelled": False,
    "widgets.origin_listed": False,
    "widgets.origin_removed": False,
    "widgets.changed": False,
    "share.renamed": False,
    "press.contact_set": False,
    "poster.asked": False,
    "demo.made": False,
}
PUBLIC_VERBS = frozenset(verb for verb, told in VERBS.items() if told)
