"""What is known of a vote when its announcement is to be scheduled: result, winners, acceptances, runner-up, texts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from contest.queries import acceptances, announcements, results
from contest.rules.announcements import AnnouncementFacts


def facts(
    campaign_id: UUID,
    phase_id: UUID,
    *,
    languages: Sequence[str],
    texts: Mapping[str, Mapping[str, str]],
    opens: datetime,
    now: datetime,
) -> AnnouncementFacts:
    """What `rules.announcements.blockers` asks for; one that is shown already may keep an hour that is over."""
    amended = announcements.is_shown(campaign_id, phase_id, now)
    places = acceptances.places(campaign_id, phase_id, now)
    return AnnouncementFacts(
        result_closed=results.result(campaign_id, phase_id) is not None,
        winner_picked=bool(places),
        winners_published=all(place.published for place in places),
        winners=tuple(place.standing for place in places),
        runner_up=acceptances.runner_up(campaign_id, phase_id)[0],
        amended=amended,
        languages=languages,
        texts=texts,
        opens=opens,
        now=opens if amended else now.replace(microsecond=0),
        result_signed=results.is_signed(campaign_id, phase_id),
    )
