"""The demo's share links: labels on the packet and on television, and a public that came by them."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from contest.db import reading, transaction
from contest.models import Campaign, ShareLabel, ShareVisit
from contest.rules import shares
from contest.rules.shares import LabelKind, Network, ShareCode, widget_channel
from contest.rules.widgets import Kind
from contest.services.shares import day_of

LABELS = (("Paquet nature", LabelKind.PACK), ("RTBF, 12 h 40", LabelKind.TV), ("Affiches De Lijn", LabelKind.POSTER))
# One in so many comes by a link.
LINKED = 3
# How many votes a channel brings, and how many visits each of them costs; within a widget none.
CHANNELS: dict[int, tuple[float, int]] = {
    shares.CHANNELS[Network.WHATSAPP]: (34, 5),
    shares.CHANNELS[Network.FACEBOOK]: (21, 16),
    shares.CHANNELS[Network.COPY]: (11, 6),
    shares.CHANNELS[Network.MAIL]: (6, 4),
    shares.CHANNELS[Network.X]: (2, 24),
    shares.CHANNELS[Network.BLUESKY]: (2, 7),
    shares.CHANNELS[Network.SHEET]: (5, 5),
    shares.CHANNELS[Network.QR]: (2, 3),
    shares.FIRST_LABEL: (12, 9),
    shares.FIRST_LABEL + 1: (4, 12),
    shares.FIRST_LABEL + 2: (1, 14),
    widget_channel(Kind.VOTE): (8, 0),
    widget_channel(Kind.GALLERY): (4, 7),
}


def codes(campaign_id: UUID, count: int, seed: int) -> list[str]:
    """For each of `count` votes or ideas the code of the link by which its sender came, or nothing."""
    chance, key = Random(seed), reading().get_one(Campaign, campaign_id).share_key
    weights = [weight for weight, _ in CHANNELS.values()]
    return [
        ""
        if chance.randrange(LINKED)
        else shares.written(ShareCode(key, 0, chance.choices(list(CHANNELS), weights)[0], chance.choice(("fr", "nl"))))
        for _ in range(count)
    ]


def write(campaign_id: UUID, moments: Sequence[datetime], codes: Sequence[str], seed: int) -> None:
    """Write the labels, and the visits that went before the votes and ideas of these moments."""
    chance, visits = Random(seed), Counter[tuple[str, int]]()
    with transaction() as session:
        zone = session.get_one(Campaign, campaign_id).zone
        for at, code in zip(moments, codes, strict=True):
            share = shares.read(code)
            cost = CHANNELS[share.channel][1] if share is not None else 0
            if share is not None and cost:
                visits[day_of(at, zone), share.channel] += chance.randint(1, 2 * cost - 1)
        of: dict[str, Any] = {"campaign_id": campaign_id}
        labels = [
            of | {"number": number, "name": name, "kind": kind.value, "made_at": min(moments)}
            for number, (name, kind) in enumerate(LABELS, 1)
        ]
        session.execute(insert(ShareLabel), labels)
        counted = [
            of | {"day": day, "channel": channel, "entry_number": 0, "visits": count}
            for (day, channel), count in sorted(visits.items())
        ]
        session.execute(insert(ShareVisit), counted)
