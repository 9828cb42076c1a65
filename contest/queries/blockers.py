"""What is known when an announcement is to be scheduled: result, winners, acceptances, runner-up, finalists, texts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from contest.db import reading
from contest.models import Phase
from contest.queries import acceptances, announcements, results
from contest.rules.acceptances import RunnerUp
from contest.rules.announcements import AnnouncementFacts
from contest.rules.phases import PhaseKind


def facts(
    campaign_id: UUID,
    phase_id: UUID,
    *,
    languages: Sequence[str],
    texts: Mapping[str, Mapping[str, str]],
    opens: datetime,
    now: datetime,
) -> AnnouncementFacts:
    """What `rules.announcements.blockers` asks for; one that is shown already may keep an hour that is over.

    A vote's are of winners, of whom something is asked; any other phase's of the finalists it sends on.
    """
    amended = announcements.is_shown(campaign_id, phase_id, now)
    given = {
        "amended": amended,
        "languages": languages,
        "texts": texts,
        "opens": opens,
        "now": opens if amended else now.replace(microsecond=0),
    }
    if reading().get_one(Phase, (campaign_id, phase_id)).kind is not PhaseKind.VOTE:
        picked = len(results.selections(campaign_id, phase_id))
        standing = len(announcements.finalists(campaign_id, phase_id))
        return AnnouncementFacts(
            result_closed=True,
            winner_picked=picked > 0,
            winners_published=picked == standing,
            winners=(),
            runner_up=RunnerUp.NONE,
            finalists=True,
            **given,
        )
    places = acceptances.places(campaign_id, phase_id, now)
    return AnnouncementFacts(
        result_closed=results.result(campaign_id, phase_id) is not None,
        winner_picked=bool(places),
        winners_published=all(place.published for place in places),
        winners=tuple(place.standing for place in places),
        runner_up=acceptances.runner_up(campaign_id, phase_id)[0],
        result_signed=results.is_signed(campaign_id, phase_id),
        **given,
    )
