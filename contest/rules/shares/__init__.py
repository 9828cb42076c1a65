"""Sharing: codes that say where a link belongs, the networks it goes to, and who follows it that is no person."""

from contest.rules.shares.captions import LONGEST_CAPTION, caption, hashtag
from contest.rules.shares.codes import Place, ShareCode, read, written
from contest.rules.shares.networks import (
    CHANNELS,
    FIRST_LABEL,
    FIRST_SHOWN,
    FIRST_WIDGET,
    NETWORKS,
    PICKED_FROM,
    SHOWN,
    LabelKind,
    Network,
    label_number,
    label_objections,
    tidy_label,
)
from contest.rules.shares.posts import POSTED_ON, Post, Wanted, post
from contest.rules.shares.robots import is_robot
from contest.rules.shares.servers import server_of
from contest.rules.shares.targets import Message, address, post_on_mastodon
from contest.rules.shares.widgets import is_widget, widget_channel, widget_of

__all__ = [
    "CHANNELS",
    "FIRST_LABEL",
    "FIRST_SHOWN",
    "FIRST_WIDGET",
    "LONGEST_CAPTION",
    "NETWORKS",
    "PICKED_FROM",
    "POSTED_ON",
    "SHOWN",
    "LabelKind",
    "Message",
    "Network",
    "Place",
    "Post",
    "ShareCode",
    "Wanted",
    "address",
    "caption",
    "hashtag",
    "is_robot",
    "is_widget",
    "label_number",
    "label_objections",
    "post",
    "post_on_mastodon",
    "read",
    "server_of",
    "tidy_label",
    "widget_channel",
    "widget_of",
    "written",
]
