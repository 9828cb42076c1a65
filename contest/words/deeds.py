"""What people did and what they are, in words: a phrase for each verb of the record and for each role."""

from contest.rules.roles import Role
from contest.words.catalogues import N_, gettext

ROLES: dict[Role, str] = {
    Role.OWNER: N_("Owner"),
    Role.MANAGER: N_("Campaign manager"),
    Role.MODERATOR: N_("Moderator"),
}
DEEDS: dict[str, str] = {
    "campaign.created": N_("made the campaign"),
    "campaign.texts_changed": N_("changed texts of the campaign"),
    "campaign.look_changed": N_("changed the look of the campaign"),
    "campaign.settings_changed": N_("changed settings of the campaign"),
    "campaign.visibility_changed": N_("changed who finds the campaign"),
    "campaign.published": N_("published the campaign"),
    "preview.linked": N_("made a link to a preview"),
    "document.published": N_("published a document"),
    "figures.changed": N_("changed when the figures are shown"),
    "result.signed": N_("signed a result"),
    "vote.changed": N_("said how people vote"),
    "blend.changed": N_("said what the result is made of"),
    "blend.brought": N_("brought in figures for the result"),
    "witness.added": N_("named a witness"),
    "witness.removed": N_("took a witness off the list"),
    "eligibility.changed": N_("changed who may vote"),
    "codes.made": N_("made codes for packs"),
    "codes.imported": N_("brought in codes for packs"),
    "schedule.changed": N_("changed the schedule"),
    "phase.added": N_("added a phase"),
    "phase.removed": N_("took a phase out"),
    "phase.paused": N_("paused a phase"),
    "phase.resumed": N_("let a phase go on"),
    "entry.submitted": N_("sent an idea"),
    "entry.confirmed": N_("confirmed an idea"),
    "entry.edited": N_("changed an idea"),
    "entry.withdrawn": N_("withdrew an idea"),
    "entry.claimed": N_("took an idea to read"),
    "entry.released": N_("put an idea back in the queue"),
    "entry.published": N_("published an idea"),
    "entry.refused": N_("refused an idea"),
    "entry.removed": N_("removed a published idea"),
    "entry.changes_requested": N_("asked for a change"),
    "entry.appealed": N_("appealed against a decision"),
    "entry.reported": N_("reported an idea"),
    "entry.kept": N_("looked at what was reported and kept it online"),
    "reminder.asked": N_("asked to be told when a phase opens"),
    "reminder.stopped": N_("no longer wants to be told"),
    "entries.imported": N_("brought ideas in from a file"),
    "decision.undone": N_("undid a decision"),
    "draft.saved": N_("kept a draft"),
    "picture.uploaded": N_("sent a picture"),
    "participant.confirmed": N_("confirmed an e-mail address"),
    "participant.link_sent": N_("asked for the link to their page"),
    "participant.signed_out": N_("left their page"),
    "participant.erased": N_("erased their data"),
    "cluster.held": N_("set unusual votes aside"),
    "cluster.released": N_("let unusual votes count"),
    "cluster.excluded": N_("excluded unusual votes"),
    "cluster.proposed": N_("proposed to exclude unusual votes"),
    "ballot.spared": N_("let a single unusual vote count"),
    "ballot.spare_proposed": N_("proposed to let a single unusual vote count"),
    "grace.lengthened": N_("gave more time to confirm, as mail was slow"),
    "result.closed": N_("closed the result"),
    "selection.picked": N_("picked a winner"),
    "selection.runner_up": N_("named the runner-up"),
    "acceptance.asked": N_("asked the winner to accept"),
    "acceptance.reminded": N_("reminded the winner"),
    "acceptance.accepted": N_("accepted the prize"),
    "acceptance.declined": N_("declined the prize"),
    "acceptance.passed": N_("passed the prize to the runner-up"),
    "announcement.written": N_("wrote an announcement"),
    "announcement.published": N_("published an announcement"),
    "announcement.withdrawn": N_("withdrew an announcement"),
    "message.written": N_("wrote to an author"),
    "staff.invited": N_("invited somebody to the team"),
    "staff.invitation_withdrawn": N_("withdrew an invitation"),
    "staff.joined": N_("joined the team"),
    "staff.signed_in": N_("signed in"),
    "staff.sign_in_failed": N_("tried to sign in and failed"),
    "staff.signed_out": N_("signed out"),
    "staff.factor_set": N_("set up an authenticator"),
    "staff.factor_renewed": N_("began with another authenticator"),
    "staff.recovery_used": N_("used a recovery code"),
    "staff.recovery_codes_made": N_("made new recovery codes"),
    "staff.reset_link_made": N_("made a link for a new password"),
    "staff.reset": N_("set a new password"),
    "staff.session_revoked": N_("signed a browser out"),
    "staff.role_changed": N_("changed a role"),
    "staff.left": N_("ended a membership"),
    "staff.language_changed": N_("changed language"),
    "staff.portrait_changed": N_("put up a portrait"),
    "staff.portrait_removed": N_("took the portrait down"),
    "staff.seen_changed": N_("chose whether the portrait is seen"),
    "mail.tested": N_("sent a test mail"),
    "share.labelled": N_("added a label for share links"),
    "demo.made": N_("made the demo"),
}
MAILS: dict[str, str] = {
    "mail.confirm_entry": N_("Code for an idea"),
    "mail.confirm_ballot": N_("Code for a vote"),
    "mail.remind_ballot": N_("Reminder to confirm a vote"),
    "mail.confirm_guardian": N_("Question to a parent"),
    "mail.sign_in": N_("Link to one’s own page"),
    "mail.entry_published": N_("“Your idea is published”"),
    "mail.entry_refused": N_("“Your idea is not published”"),
    "mail.entry_changes": N_("Request for a change"),
    "mail.report_answered": N_("Answer to a report"),
    "mail.confirm_reminder": N_("Question whether to tell somebody"),
    "mail.phase_opens": N_("“It is open”"),
    "mail.vote_asked": N_("Question to a voter"),
    "mail.winner_asked": N_("Question to the winner"),
    "mail.winner_reminded": N_("Reminder to the winner"),
    "mail.witness": N_("Fingerprint for a witness"),
    "mail.message": N_("Letter to an author"),
    "mail.staff_invitation": N_("Invitation to the team"),
    "mail.test": N_("Test mail"),
}


def role(lang: str, held: Role) -> str:
    """What a role is called."""
    return gettext(lang, ROLES[held])


def deed(lang: str, verb: str) -> str:
    """What somebody did, to be read after their name; a verb no longer in the table is shown as it is."""
    return gettext(lang, DEEDS[verb]) if verb in DEEDS else verb


def mail(lang: str, kind: str) -> str:
    """What a kind of mail is called; its own name where it has none."""
    return gettext(lang, MAILS[kind]) if kind in MAILS else kind
