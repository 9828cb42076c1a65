"""Campaigns: made, written, set, dressed, opened."""

from contest.services.campaigns.making import Answers, NewCampaign, copy, create, create_from_preset
from contest.services.campaigns.opening import publish
from contest.services.campaigns.setting import Settings, change_settings, set_look
from contest.services.campaigns.writing import publish_document, set_texts

__all__ = [
    "Answers",
    "NewCampaign",
    "Settings",
    "change_settings",
    "copy",
    "create",
    "create_from_preset",
    "publish",
    "publish_document",
    "set_look",
    "set_texts",
]
