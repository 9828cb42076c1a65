"""The letters about what is announced: to who asked to know, and to a winner whose prize has left."""

from datetime import datetime, timedelta
from uuid import UUID

from contest.queries import announcements, letters, prizes
from contest.services import keys, wishes
from contest.services.mails.heads import Addressed, House, Needless, NotYet, Wanted, campaign_of, opened
from contest.words import announcing

# So many finalists are named in a mail; all of them stand on the page.
NAMED = 12
# While results are hidden in a crisis a mail waits, so long at a time.
HIDDEN_FOR = timedelta(minutes=5)


def announced(house: House, wanted: Wanted, now: datetime) -> Addressed:
    """Who has won, or goes on. Errors: Needless, NotYet."""
    campaign, head = campaign_of(house, wanted)
    wish = wishes.one(campaign.id, UUID(wanted.ids["wish"]))
    if wish is None:
        raise Needless("nobody wants to be told any more")
    if campaign.crisis.results:
        raise NotYet(now + HIDDEN_FOR)
    shown = announcements.shown(campaign.id, UUID(wanted.ids["phase"]), now)
    if shown is None or not shown.picked:
        raise Needless("it is not shown any more")
    texts = shown.texts.get(campaign.lang) or shown.texts[campaign.default_language]
    letter = announcing.announced(
        head,
        headline=texts["headline"],
        names=[" – ".join(filter(None, (one.name, one.shown_author))) for one in shown.picked[:NAMED]],
        finalists=shown.of_finalists,
        position=shown.phase_position,
        token=keys.wish_token(campaign.id, wish.id),
    )
    return Addressed(opened(campaign.id, wish.address_sealed), letter)


def prize_sent(house: House, wanted: Wanted, now: datetime) -> Addressed:
    """The prize has left."""
    campaign, head = campaign_of(house, wanted)
    step = prizes.one(campaign.id, UUID(wanted.ids["step"]))
    author = letters.author_of(campaign.id, step.entry_id) if step else None
    if step is None or author is None:
        raise Needless("the winner is gone")
    letter = announcing.prize_sent(
        head,
        first_name=author.first_name,
        entry=author.entry,
        entry_id=step.entry_id.hex,
        tracking=step.tracking,
        note=step.note,
    )
    return Addressed(opened(campaign.id, author.address_sealed), letter)
