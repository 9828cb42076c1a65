"""A site with a secret in each state of an idea, a result and an announcement, for the test that looks for leaks."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import delete, select, update

from contest import clock
from contest.db import new_id, reading, transaction
from contest.models import (
    Announcement,
    Audit,
    Embargo,
    EmbargoOpening,
    Entry,
    EntryVersion,
    Participant,
    Phase,
    Picture,
    PictureState,
    Result,
    Selection,
    Staff,
    Tally,
    Turnout,
)
from contest.queries import announcements, archives, campaigns, entries
from contest.queries.cards import Crowned
from contest.rules import cards as rules
from contest.rules.announcements import FIELDS, Mark
from contest.rules.cards import Shape
from contest.rules.entries import EntryState
from contest.rules.phases import Exposure, PhaseKind
from contest.rules.pictures import WIDTHS, file_of
from contest.services import cards, keys, wishes
from tests.living import FINISHED, RUNNING, House
from tests.web.visits import published, set_phase

HIDDEN = [state for state in EntryState if state is not EntryState.PUBLISHED]
REPORTED = "reported"
VOTES, COUNTED = 7_919_317, 6_421_337
NIL = UUID(int=0)
NOTHING = ("nothing",)
NOBODY = (str(UUID(int=7)),)


def word(state: str) -> str:
    """A word that stands nowhere else."""
    return f"Zqx{state.replace('_', '')}Wvk"


def numbers(number: int) -> tuple[bytes, ...]:
    """A figure as any of our languages writes it."""
    return tuple({f"{number:,}".replace(",", mark).encode() for mark in ("", ",", ".", " ", "\u202f", "\u00a0")})


@dataclass
class World:
    """A site with a secret in each state, and what leads to each."""

    house: House
    now: datetime
    ids: dict[str, UUID] = field(default_factory=dict)
    pictures: list[UUID] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    author: UUID = NIL
    somebody: UUID = NIL
    embargo: UUID = NIL
    opening: UUID = NIL
    known: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def media(self) -> Path:
        return Path(self.house.app.config["SETTINGS"].media)

    def campaign(self, slug: str) -> UUID:
        return self.house.campaign(slug)

    def phase(self, slug: str, kind: PhaseKind) -> UUID:
        of = select(Phase.id).where(Phase.campaign_id == self.campaign(slug), Phase.kind == kind)
        return reading().scalars(of).one()


def hide(house: House) -> World:
    """Put them there."""
    with house.app.app_context():
        made = World(house, clock.now())
        made.author, made.somebody = (_participant(made) for _ in range(2))
        for state in [*HIDDEN, REPORTED]:
            _entry(made, state)
        made.numbers.append(published(house)[0].number or 0)
        _result(made)
        for slug, kind in ((RUNNING, PhaseKind.SUBMISSION), (FINISHED, PhaseKind.VOTE)):
            _announcement(made, slug, kind)
        _drawn(made)
        made.known = _known(made)
    return made


def _known(world: World) -> dict[str, tuple[str, ...]]:
    """What the parts of an address may be; a test that finds one missing says so."""
    token = keys.embargo_token(world.campaign(FINISHED), world.embargo)
    nobody = ("staff_id", "session_id", "invitation", "decision", "witness", "department", "proposal", "bulk")
    nobody += ("answer", "finding", "question", "item", "shift", "hook")
    nothing = ("signed", "draft", "receipt", "code", "message_id", "sample", "source", "where")
    return {
        **dict.fromkeys(nobody, NOBODY),
        **dict.fromkeys(nothing, NOTHING),
        "lang": ("fr",),
        "campaign": (FINISHED, RUNNING),
        "campaign_id": (world.campaign(RUNNING).hex,),
        "position": ("2", "1", "3"),
        "number": tuple(map(str, world.numbers)),
        "picture": tuple(picture.hex for picture in world.pictures),
        "width": (str(WIDTHS[0]),),
        "entry": tuple(entry.hex for entry in world.ids.values()),
        "file": tuple(world.files),
        "token": (token, "nothing"),
        "opening": NOBODY,
        "embargo": (str(world.embargo),),
        "digest": ("0123456789",),
        "level": ("0",),
        "version": ("x",),
        "tongue": ("fr",),
        "rest": ("entries",),
        "name": ("000.p/1", "css/base.css"),
    }


def _participant(world: World) -> UUID:
    with transaction() as session:
        someone = new_id()
        row = {"campaign_id": world.campaign(RUNNING), "id": someone, "lang": "fr", "confirmed_at": world.now}
        session.add(Participant(**row, voter_key=someone.hex))
        return someone


def _entry(world: World, state: str) -> None:
    """An idea in a state, hidden by reports being one; those that were on the shelf once have a number."""
    campaign, said, numbered = world.campaign(RUNNING), word(state), 900 + len(world.ids)
    was_shown = state in (EntryState.WITHDRAWN, EntryState.REMOVED, EntryState.MERGED, REPORTED)
    entry, picture = new_id(), new_id()
    key = {"campaign_id": campaign}
    with transaction() as session:
        size = {"width": 320, "height": 320, "digest": "0" * 64, "created_at": world.now}
        session.add(Picture(**key, id=picture, state=PictureState.READY, alternative=said, file_name=said, **size))
        session.flush()
        row = Entry(**key, id=entry, participant_id=world.author, submit_key=entry.hex, lang="fr", name=said)
        row.number, row.shown_author, row.folded = numbered if was_shown else None, said, said.lower()
        row.state = EntryState.PENDING if state == REPORTED else EntryState(state)
        row.hidden_at, row.picture_id = world.now if state == REPORTED else None, picture
        row.received_at = row.waiting_since = row.published_at = world.now
        session.add(row)
        session.flush()
        answers = {"name": said, "inspiration": said, "first_name": said, "town": said, "ingredients": [said]}
        given = {"version": 1, "form_version": 1, "answers": answers, "picture_id": picture, "created_at": world.now}
        session.add(EntryVersion(**key, entry_id=entry, **given))
    world.ids[state] = entry
    world.pictures.append(picture)
    world.numbers += [numbered] if was_shown else []
    for width in WIDTHS:
        _file(world, file_of(campaign, picture, width), said)


def _result(world: World) -> None:
    """Figures that are not to be seen: of a vote that runs, and of one that is closed, its archive written."""
    for slug, number in ((RUNNING, VOTES), (FINISHED, COUNTED)):
        set_phase(world.house, PhaseKind.VOTE, slug, exposure=Exposure.ANNOUNCED)
        of = {"campaign_id": world.campaign(slug), "phase_id": world.phase(slug, PhaseKind.VOTE)}
        with transaction() as session:
            for table, column in ((Tally, Tally.votes), (Turnout, Turnout.ballots)):
                session.execute(update(table).filter_by(**of).values({column: number}))
            frozen = session.get(Result, tuple(of.values()))
            if frozen is not None:
                ranking = [row | {"votes": number} for row in frozen.figures["ranking"]]
                frozen.figures = {**frozen.figures, "counted": number, "received": number, "ranking": ranking}
        _file(world, str(archives.file_of(world.campaign(slug), 2)), str(number))


def _announcement(world: World, slug: str, kind: PhaseKind) -> None:
    """An announcement with a word in each of its texts, in every language, and whom it is about."""
    campaign, phase = world.campaign(slug), world.phase(slug, kind)
    with transaction() as session:
        by = session.scalars(select(Staff.id).limit(1)).one()
        row = session.get(Announcement, (campaign, phase))
        if row is None:
            row = Announcement(campaign_id=campaign, phase_id=phase, finalists=True)
            row.opens, row.written_by, row.changed_at = world.now, by, world.now
            session.add(row)
            picked = {"campaign_id": campaign, "phase_id": phase, "picked_by": by, "picked_at": world.now}
            for rank, entry in enumerate(published(world.house, slug)[:3], 1):
                session.add(Selection(**picked, entry_id=entry.id, rank=rank))
        row.texts = {lang: dict.fromkeys(FIELDS, word(slug)) for lang in ("fr", "nl", "en")}
        # What was told in public of the demo's own announcement is no part of this.
        session.execute(delete(Audit).where(Audit.verb.startswith("announcement."), Audit.campaign_id == campaign))
        if not row.finalists:
            given = {"campaign_id": campaign, "phase_id": phase, "name": "Ada", "medium": "Le Soir"}
            made = Embargo(**given, id=new_id(), ends=world.now + timedelta(1), made_by=by, made_at=world.now)
            session.add(made)
            session.flush()
            opening = EmbargoOpening(campaign_id=campaign, id=new_id(), embargo_id=made.id, at=world.now)
            session.add(opening)
            world.embargo, world.opening = made.id, opening.id
    sealed = keys.seal_address(campaign, "told@example.org")
    wishes.note(campaign, voter_key=slug, address_sealed=sealed, lang="fr", now=world.now)


def _drawn(world: World) -> None:
    """The cards of what is not shown lie there, drawn too early, under the names they will have."""
    for slug, mark, said in ((RUNNING, Mark.FINALIST, word(RUNNING)), (FINISHED, Mark.WINNER, word(FINISHED))):
        view = campaigns.by_slug(slug, "fr")
        assert view is not None
        kind = PhaseKind.SUBMISSION if mark is Mark.FINALIST else PhaseKind.VOTE
        shown = announcements.preview(view.id, world.phase(slug, kind))
        assert shown is not None
        first = entries.by_ids(view.id, [shown.picked[0].entry_id])[shown.picked[0].entry_id]
        _card(world, view.id, cards.of_entry(view, first, mark), first.number, said)
        crowned = Crowned(shown, replace(first, shown_author=shown.picked[0].shown_author), COUNTED)
        _card(world, view.id, cards.of_winner(view, crowned), shown.phase_position, said)
        for state, number in zip((EntryState.WITHDRAWN, EntryState.REMOVED), world.numbers, strict=False):
            hidden = replace(first, name=word(state), number=number)
            _card(world, view.id, cards.of_entry(view, hidden), number, word(state))


def _card(world: World, campaign: UUID, card: rules.Card, number: int, said: str) -> None:
    name = rules.file_name(card, Shape.WIDE, number)
    _file(world, f"{rules.folder_of(campaign, card.kind, number)}/{name}", said)
    world.files.append(name)


def _file(world: World, path: str, said: str) -> None:
    file = world.media / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(said)
