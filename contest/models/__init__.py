"""Tables: one noun a file; every hot one leads with its campaign."""

from contest.models.alarms import Alarm, Duty, Handover, Hook
from contest.models.announcements import (
    Announcement,
    AnnouncementWish,
    Embargo,
    EmbargoOpening,
    PrizeStep,
    Telling,
)
from contest.models.audit import ActorKind, Audit
from contest.models.ballots import (
    Ballot,
    BallotEvent,
    BallotLog,
    BallotTrace,
    Candidate,
    Joining,
    Sequencer,
    Tally,
    TraceSalt,
    Turnout,
)
from contest.models.blends import BlendFigures
from contest.models.campaigns import Campaign, CampaignKey, CampaignText, Document, Form, KeyPurpose, SignOn, Visibility
from contest.models.codes import CodeBatch, CodeUse, PackCode
from contest.models.draws import Draw, DrawList, DrawPlace, DrawWish
from contest.models.entries import Draft, DraftPicture, Entry, EntryNumber, EntryVersion, FurtherPicture
from contest.models.fairplay import Cluster, ClusterBallot, ClusterWatch
from contest.models.findings import EntryTrace, Finding, PicturePrint, PracticeAnswer, TextPrint
from contest.models.journal import JournalPost, ShelfLife
from contest.models.mails import MailDomainDay, VoteGrace
from contest.models.moderation import (
    Appeal,
    Correction,
    Decision,
    Escalation,
    Proposal,
    Report,
    SavedAnswer,
)
from contest.models.outbox import LimitHit, LocalMail, Outbox, Recurring
from contest.models.participants import (
    Confirmation,
    ConfirmationPurpose,
    Consent,
    Participant,
    ParticipantSession,
    Reminder,
)
from contest.models.phases import Phase, PhaseWindow
from contest.models.pictures import Picture, PictureState
from contest.models.press import PressContact
from contest.models.proof import LogHead, LogTile, SealedLog, Witness
from contest.models.questions import HelpItem, Question, QuestionLetter, Topic, Writer
from contest.models.results import Acceptance, Message, Result, Selection, Side, TieBreak
from contest.models.shares import ShareLabel, ShareVisit
from contest.models.staff import (
    Department,
    InvitationKind,
    RecoveryCode,
    Staff,
    StaffInvitation,
    StaffRole,
    StaffSession,
)
from contest.models.widgets import WidgetOrigin

__all__ = [
    "Acceptance",
    "ActorKind",
    "Alarm",
    "Announcement",
    "AnnouncementWish",
    "Appeal",
    "Audit",
    "Ballot",
    "BallotEvent",
    "BallotLog",
    "BallotTrace",
    "BlendFigures",
    "Campaign",
    "CampaignKey",
    "CampaignText",
    "Candidate",
    "Cluster",
    "ClusterBallot",
    "ClusterWatch",
    "CodeBatch",
    "CodeUse",
    "Confirmation",
    "ConfirmationPurpose",
    "Consent",
    "Correction",
    "Decision",
    "Department",
    "Document",
    "Draft",
    "DraftPicture",
    "Draw",
    "DrawList",
    "DrawPlace",
    "DrawWish",
    "Duty",
    "Embargo",
    "EmbargoOpening",
    "Entry",
    "EntryNumber",
    "EntryTrace",
    "EntryVersion",
    "Escalation",
    "Finding",
    "Form",
    "FurtherPicture",
    "Handover",
    "HelpItem",
    "Hook",
    "InvitationKind",
    "Joining",
    "JournalPost",
    "KeyPurpose",
    "LimitHit",
    "LocalMail",
    "LogHead",
    "LogTile",
    "MailDomainDay",
    "Message",
    "Outbox",
    "PackCode",
    "Participant",
    "ParticipantSession",
    "Phase",
    "PhaseWindow",
    "Picture",
    "PicturePrint",
    "PictureState",
    "PracticeAnswer",
    "PressContact",
    "PrizeStep",
    "Proposal",
    "Question",
    "QuestionLetter",
    "RecoveryCode",
    "Recurring",
    "Reminder",
    "Report",
    "Result",
    "SavedAnswer",
    "SealedLog",
    "Selection",
    "Sequencer",
    "ShareLabel",
    "ShareVisit",
    "ShelfLife",
    "Side",
    "SignOn",
    "Staff",
    "StaffInvitation",
    "StaffRole",
    "StaffSession",
    "Tally",
    "Telling",
    "TextPrint",
    "TieBreak",
    "Topic",
    "TraceSalt",
    "Turnout",
    "Visibility",
    "VoteGrace",
    "WidgetOrigin",
    "Witness",
    "Writer",
]
