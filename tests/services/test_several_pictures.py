"""Several pictures of one idea: sent, kept in a draft, changed, erased, brought out and in again; never another's."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from contest.db import new_id, reading
from contest.models import Draft, DraftPicture, EntryVersion, FurtherPicture, Picture, PictureState
from contest.queries import campaigns, exports, moderation
from contest.queries import drafts as draft_queries
from contest.queries import pictures as queries
from contest.rules.objections import Refused
from contest.services import drafts, entries, imports, participants, pictures
from tests import photo_contest
from tests.rules.test_imports import sheet
from tests.services.contests import Contest, keys_of, make_contest, photo, queued, rows
from tests.services.test_imports import give_role, run

SAID = {
    "alternative": "La place du marché le matin.",
    "alternative_2": "La même place à midi passé.",
    "alternative_3": "La place vide, la nuit venue.",
}
ANSWERS = {"name": "Trois heures", "first_name": "Nadia", "town": "Huy", "of_age": "on", "rules": "on"}


@pytest.fixture
def contest(app: Flask) -> Iterator[Contest]:
    with app.app_context():
        made = make_contest()
        photo_contest.ask(made.campaign)
        yield made


def three(contest: Contest, folder: Path) -> list[UUID]:
    return [contest.picture(folder, photo((300 + 10 * number, 200))) for number in range(3)]


def sent(contest: Contest, shown: list[UUID], **more: Any) -> UUID:
    """An idea with these pictures that waits."""
    given = {"answers": ANSWERS | SAID, "picture_id": shown[0], "further": shown[1:]}
    return contest.pending(**given | more)


def album(contest: Contest, entry: UUID) -> tuple[UUID, ...]:
    one = moderation.one(contest.campaign, entry, now=contest.now)
    assert one is not None
    return tuple(picture for picture, _ in one.latest.pictures)


def public(contest: Contest, shown: list[UUID]) -> list[bool]:
    views = [queries.view(contest.campaign, picture, contest.now) for picture in shown]
    return [view is not None and view.public for view in views]


def states(shown: list[UUID]) -> set[PictureState]:
    found = select(Picture.state).where(Picture.id.in_(shown)).execution_options(populate_existing=True)
    return set(reading().scalars(found))


def test_an_idea_shows_its_pictures_in_order_once_it_is_published(contest: Contest, tmp_path: Path):
    shown = three(contest, tmp_path)
    entry = sent(contest, shown)
    assert album(contest, entry) == tuple(shown)
    assert public(contest, shown) == [False] * 3
    contest.decide(entry)
    assert public(contest, shown) == [True] * 3
    (taken,) = exports.ideas(contest.campaign)
    assert taken.pictures == tuple(shown)
    assert pictures.sweep(now=contest.now + timedelta(days=2)) == 0
    sizes = [(one.id, one.place, one.width) for one in queries.album(contest.campaign, entry, 1, shown[0])]
    assert sizes == [(picture, place, 290 + 10 * place) for place, picture in enumerate(shown, start=1)]


def test_one_too_many_is_refused_and_so_is_none_at_all(contest: Contest, tmp_path: Path):
    shown = [contest.picture(tmp_path, photo((300 + number, 200))) for number in range(5)]
    said = SAID | {f"alternative_{place}": "Une vue de plus sur la place." for place in (4, 5)}
    with pytest.raises(Refused) as refused:
        sent(contest, shown, answers=ANSWERS | said)
    assert keys_of(refused.value) == [("pictures_too_many", "picture")]
    with pytest.raises(Refused) as refused:
        contest.submit(answers=ANSWERS)
    assert keys_of(refused.value) == [("picture_missing", "picture")]
    assert rows(FurtherPicture) == 0


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("of", [0, 1])
def test_the_picture_of_another_idea_is_never_taken(contest: Contest, tmp_path: Path, place: int, of: int):
    others = three(contest, tmp_path)
    sent(contest, others)
    mine = three(contest, tmp_path)
    mine[place] = others[of]
    with pytest.raises(Refused) as refused:
        sent(contest, mine)
    assert keys_of(refused.value) == [("picture_gone", "picture")]


def test_the_same_form_sent_twice_is_one_idea_and_with_other_pictures_none(contest: Contest, tmp_path: Path):
    key = new_id().hex
    first = contest.submit(
        answers=ANSWERS | SAID, submit_key=key, picture_id=(one := three(contest, tmp_path))[0], further=one[1:]
    )
    again = three(contest, tmp_path)
    repeated = contest.submit(answers=ANSWERS | SAID, submit_key=key, picture_id=again[0], further=again[1:])
    assert (repeated.entry_id, repeated.repeated) == (first.entry_id, True)
    with pytest.raises(Refused) as refused:
        contest.submit(answers=ANSWERS | SAID, submit_key=key, picture_id=again[1], further=[again[0], again[2]])
    assert keys_of(refused.value) == [("entry_already_sent", "")]


def test_another_order_is_another_version_and_only_the_latest_is_public(contest: Contest, tmp_path: Path):
    shown = three(contest, tmp_path)
    sent_by = "person@example.org"
    entry = sent(contest, shown, address=sent_by)
    by = contest.participant(sent_by)

    def edit(order: list[UUID], seen: int) -> int:
        told = dict(list(SAID.items())[: len(order)])
        given = {"answers": ANSWERS | told, "seen_version": seen, "by": by, "now": contest.now}
        return entries.edit(contest.campaign, entry, picture_id=order[0], further=order[1:], **given)

    assert edit(shown, 1) == 1
    assert edit([shown[2], shown[0]], 1) == 2
    assert edit([shown[2], shown[0]], 1) == 2
    assert album(contest, entry) == (shown[2], shown[0])
    contest.decide(entry, version=2)
    assert public(contest, shown) == [True, False, True]
    assert rows(EntryVersion) == 2
    participants.erase(contest.campaign, by, now=contest.now)
    assert states(shown) == {PictureState.ERASED}
    assert (rows(FurtherPicture), len(queued("picture.erase"))) == (0, 3)


def test_what_nobody_confirms_goes_with_all_its_pictures(contest: Contest, tmp_path: Path):
    shown = three(contest, tmp_path)
    contest.submit(answers=ANSWERS | SAID, picture_id=shown[0], further=shown[1:])
    while entries.sweep(now=contest.now + timedelta(days=30)):
        pass
    assert states(shown) == {PictureState.ERASED}
    assert rows(FurtherPicture) == 0


def test_a_draft_keeps_its_pictures_in_order_until_it_is_sent_or_old(contest: Contest, tmp_path: Path):
    shown = three(contest, tmp_path)
    kept = {"answers": {"name": "Trois"}, "lang": "fr", "now": contest.now}
    token = drafts.save(contest.campaign, token="", picture_id=shown[0], further=shown[1:], **kept)
    assert pictures.sweep(now=contest.now + timedelta(days=2)) == 0
    drafts.save(contest.campaign, token=token, picture_id=shown[2], further=[shown[0]], **kept)
    view = draft_queries.by_token(contest.campaign, token)
    assert view is not None
    assert view.pictures == (shown[2], shown[0])
    assert pictures.sweep(now=contest.now + timedelta(days=2)) == 1
    assert drafts.sweep(now=contest.now + timedelta(days=31)) == 1
    assert states(shown) == {PictureState.ERASED}
    assert (rows(Draft), rows(DraftPicture)) == (0, 0)


def test_what_is_kept_while_somebody_types_leaves_the_pictures_that_arrive_meanwhile(contest: Contest, tmp_path: Path):
    shown = three(contest, tmp_path)
    kept = {"answers": {"name": "Trois"}, "lang": "fr", "now": contest.now}
    token = drafts.save(contest.campaign, token="", picture_id=None, **kept)
    drafts.save(contest.campaign, token=token, picture_id=shown[0], further=shown[1:], **kept)
    typed = {"picture_id": None, "other_pictures": False}
    assert drafts.save(contest.campaign, token=token, **typed, **kept | {"answers": {"name": "Quatre"}}) == token
    view = draft_queries.by_token(contest.campaign, token)
    assert view is not None
    assert (drafts.typed(contest.campaign, view.answers), view.pictures) == ({"name": "Quatre"}, tuple(shown))
    # What is kept as a new draft, the form's own having been sent, has the pictures of the form.
    fresh = draft_queries.by_token(
        contest.campaign, drafts.save(contest.campaign, token="gone", picture_id=shown[0], other_pictures=False, **kept)
    )
    assert fresh is not None
    assert fresh.pictures == (shown[0],)


def test_what_was_typed_under_an_address_goes_with_all_its_pictures(contest: Contest, tmp_path: Path):
    shown = three(contest, tmp_path)
    typed = {"name": "Trois", "address": "nadia@example.org"}
    drafts.save(
        contest.campaign, token="", answers=typed, picture_id=shown[0], further=shown[1:], lang="fr", now=contest.now
    )
    key = reading().scalar(select(Draft.voter_key))
    assert key is not None
    drafts.forget(contest.campaign, key, now=contest.now)
    assert states(shown) == {PictureState.ERASED}
    assert rows(DraftPicture) == 0


def test_out_and_in_again_the_pictures_are_the_same_in_the_same_order(app: Flask, contest: Contest, tmp_path: Path):
    settings = app.config["SETTINGS"]
    room = imports.Room(tmp_path / "sent", settings.media, settings.data / "incoming")
    (tmp_path / "sent").mkdir()
    names = ("matin.jpg", "midi.jpg", "nuit.jpg")
    for width, name in zip((300, 310, 320), names, strict=True):
        (tmp_path / "sent" / name).write_bytes(photo((width, 200)))
    line = {"name": "Trois heures", "first_name": "Nadia"} | SAID
    line |= dict(zip(("picture", "picture_2", "picture_3"), names, strict=True))
    file = tmp_path / "in.csv"
    file.write_text("".join(sheet(line)))
    slug, address = slug_of(contest), give_role(contest)
    words = ("--pictures", str(room.pictures), "--publish", "--by", address)
    assert "made: 1 ideas, 1 of them published" in run(app, "import", slug, str(file), *words).output
    done = run(app, "export", slug, str(tmp_path / "out"))
    assert done.output.strip().endswith("1 ideas, 3 pictures")
    other = make_contest()
    photo_contest.ask(other.campaign)
    words = ("--pictures", str(tmp_path / "out" / "pictures"), "--publish", "--by", give_role(other))
    assert "made: 1 ideas" in run(app, "import", slug_of(other), str(tmp_path / "out" / "ideas.csv"), *words).output
    both = [list(exports.ideas(one.campaign)) for one in (contest, other)]
    assert [one.answers for one in both[0]] == [one.answers for one in both[1]]
    assert [widths(contest, both[0][0]), widths(other, both[1][0])] == [[300, 310, 320]] * 2


def widths(contest: Contest, taken: exports.Taken) -> list[int]:
    return [one.width for one in queries.album(contest.campaign, taken.id, 1, taken.picture_id)]


def slug_of(contest: Contest) -> str:
    view = campaigns.by_id(contest.campaign, "fr")
    assert view is not None
    return view.slug
