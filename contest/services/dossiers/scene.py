"""What every chapter of a fair-play file is written with: its vote, its language, how moments and numbers are said."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from contest.queries.campaigns import CampaignView, PhaseView
from contest.words import dates
from contest.words.catalogues import translations


@dataclass(frozen=True)
class Scene:
    """The vote it is about, the language, and how moments and numbers are written."""

    view: CampaignView
    phase: PhaseView
    lang: str
    until: datetime

    def moment(self, at: datetime | None) -> str:
        """A moment with its second, in the campaign's zone; nothing for none."""
        return dates.whole(self.lang, at, self.view.zone) if at else ""

    def number(self, value: int | Decimal) -> str:
        """A number."""
        return dates.number(self.lang, value)

    def gettext(self, message: str, **values: object) -> str:
        """A sentence in the file's language."""
        return translations(self.lang).gettext(message, **values)
