"""Certificates, press kit and posters: set from an announcement's second on, once, erased with what they tell of."""

import re
import shutil
import zipfile
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from contest import clock
from contest.db import new_id, reading, transaction
from contest.models import Announcement, Audit, Campaign, Outbox, Picture, PictureState, ShareLabel
from contest.outside import documents
from contest.queries import campaigns
from contest.queries import cards as crowning
from contest.rules import cards as rules
from contest.rules.cards import Kind, Shape
from contest.rules.phases import PhaseKind
from contest.rules.pictures import folder_of
from contest.rules.press import Call, Size
from contest.rules.roles import Role
from contest.services import audit, cards, press, shares
from contest.services.accounts import rehearsal
from contest.services.deliveries import press as deliveries
from contest.services.deliveries.leases import Later, Leased
from contest.services.press import papers
from contest.web import press as files
from tests.cards import PHOTO
from tests.living import FINISHED, LANGUAGES, RUNNING, House
from tests.web import visits
from tests.web.drawing import media, speak_only

pytestmark = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
PICTURE = re.compile(rb"/Subtype ?/Image")
PUBLIC = "https://patatras.example"
SECOND = timedelta(seconds=1)


def act(house: House, kind: str, slug: str = FINISHED, now: datetime | None = None, **ids: object) -> str:
    """Do what a row of the outbox asks for; what it noted."""
    moment = now or clock.now()
    with house.app.app_context():
        row = Leased(new_id(), house.campaign(slug), kind, ids, "", 1, moment, moment)
        return str(deliveries.handlers(media(house), PUBLIC)[kind](row, moment))


def drawn(house: House, position: int) -> None:
    """Its cards lie where they belong, whatever is on them."""
    with house.app.app_context():
        view = campaigns.by_slug(FINISHED, "fr")
        assert view is not None
        phase = view.at(position)
        crowned = crowning.crowned(view.id, phase.id, clock.now()) if phase else None
        assert crowned is not None
        known = ((cards.of_campaign(view), Kind.CAMPAIGN, 0), (cards.of_winner(view, crowned), Kind.WINNER, position))
    for card, kind, number in known:
        folder = media(house) / rules.folder_of(view.id, kind, number)
        folder.mkdir(parents=True)
        for shape in Shape:
            (folder / rules.file_name(card, shape, number)).write_bytes(b"card")


def lying(folder: Path) -> list[str]:
    """The files of a folder, without their digests."""
    return sorted(re.sub("-[0-9a-f]{12}", "", file.name) for file in folder.iterdir()) if folder.is_dir() else []


def test_papers_are_made_from_the_second_on_once_and_erased_when_it_is_taken_back(house: House):
    speak_only(house, "fr")
    phase = visits.phase(house, PhaseKind.VOTE, FINISHED)
    folder = media(house) / house.campaign(FINISHED).hex / "press" / f"announcement-{phase.position}"
    with house.app.app_context():
        row = reading().get_one(Announcement, (phase.campaign_id, phase.id))
        opens, queued = row.opens, select(Outbox.kind).where(Outbox.kind == "press.make")
        asked = len(reading().scalars(queued).all())
        assert asked
    assert act(house, "press.make", now=opens - SECOND, phase=phase.id.hex) == "not shown"
    assert lying(folder) == []
    with pytest.raises(Later):
        act(house, "press.make", now=opens, phase=phase.id.hex)
    assert lying(folder) == ["certificate-11-fr.pdf"]

    drawn(house, phase.position)
    assert act(house, "press.make", now=opens, phase=phase.id.hex) == ""
    assert lying(folder) == ["certificate-11-fr.pdf", "kit.zip"]
    kit = next(folder.glob("kit-*.zip"))
    first = kit.read_bytes()
    with zipfile.ZipFile(kit) as archive:
        assert archive.namelist() == [
            *("fr/campaign-story.jpg", "fr/campaign-wide.jpg", "fr/chiffres.pdf", "fr/texte.txt"),
            *("fr/winner-story.jpg", "fr/winner-wide.jpg", "logo/logo.svg", "pictures/11.svg", "pictures/credits.txt"),
            "checksums.txt",
        ]
        told = archive.read("fr/texte.txt").decode()
        assert archive.read("fr/chiffres.pdf").startswith(b"%PDF")
    assert "Kip van de hoek, Rita" in told
    assert f"{PUBLIC}/fr/{FINISHED}/announcements/{phase.position}" in told
    # Twice is once; made anew at the same moment it is the same to the byte.
    assert act(house, "press.make", now=opens + SECOND, phase=phase.id.hex) == ""
    assert kit.read_bytes() == first
    kit.unlink()
    act(house, "press.make", now=opens, phase=phase.id.hex)
    assert kit.read_bytes() == first
    # Another contact is another kit, and the one before is gone.
    with house.app.app_context():
        typed = {"name": "Camille Maes", "phone": "02 555 01 23", "address": ""}
        press.set_contact(phase.campaign_id, typed, by=audit.OPERATOR, now=opens + SECOND)
        press.set_contact(phase.campaign_id, typed, by=audit.OPERATOR, now=opens + 2 * SECOND)
        assert len(reading().scalars(queued).all()) == asked + 1
    act(house, "press.make", now=opens + 2 * SECOND, phase=phase.id.hex)
    assert lying(folder) == ["certificate-11-fr.pdf", "kit.zip"]
    assert not kit.exists()

    with house.app.app_context(), transaction() as session:
        row = session.get_one(Announcement, (phase.campaign_id, phase.id))
        row.withdrawn_at = opens + 3 * SECOND
    assert act(house, "press.make", now=opens + 3 * SECOND, phase=phase.id.hex) == "not shown"
    assert lying(folder) == []


def test_posters_are_set_in_every_language_and_size_and_asked_twice_once(house: House):
    campaign, now = house.campaign(), clock.now()
    with house.app.app_context():
        owner = audit.staff(rehearsal.person(Role.OWNER, lang="fr", now=now))
        for _ in range(2):
            press.ask(campaign, 3, Call.VOTE, by=owner, now=now)
        asked = reading().scalars(select(Outbox).where(Outbox.kind == "poster.write")).all()
        assert [row.ids for row in asked] == [{"label": 3, "call": "vote"}]
        assert len(reading().scalars(select(Audit).where(Audit.verb == "poster.asked")).all()) == 1
    assert act(house, "poster.write", RUNNING, label=3, call="vote") == ""
    folder = media(house) / campaign.hex / "press" / "posters-3-vote"
    assert lying(folder) == sorted(f"poster-{lang}-{size}.pdf" for lang in LANGUAGES for size in Size)
    sizes = {
        size: re.search(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)", next(folder.glob(f"poster-nl-{size}-*")).read_bytes())
        for size in Size
    }
    found = {size: [round(float(side)) for side in box.groups()] for size, box in sizes.items() if box}
    assert found == {Size.A4: [595, 842], Size.A3: [842, 1191]}
    # The label is called otherwise: its links stay, so nothing has to be printed again.
    before = {file.name for file in folder.iterdir()}
    with house.app.app_context():
        kind = shares.LabelKind.POSTER
        shares.rename_label(campaign, 3, "Abribus", kind, by=owner, now=now)
        label = reading().get_one(ShareLabel, (campaign, 3))
        assert (label.name, label.kind) == ("Abribus", "poster")
    act(house, "poster.write", RUNNING, label=3, call="vote")
    assert {file.name for file in folder.iterdir()} == before
    # A logo takes the place of the drawn name, and is read out by it.
    assert not any(PICTURE.search(file.read_bytes()) for file in folder.iterdir())
    picture = new_id()
    with house.app.app_context(), transaction() as session:
        digest, known = "0" * 64, {"campaign_id": campaign, "id": picture, "created_at": now}
        session.add(Picture(state=PictureState.READY, width=640, height=640, digest=digest, file_name="a", **known))
        session.get_one(Campaign, campaign).logo_picture_id = picture
    shutil.copytree(PHOTO.parent, media(house) / folder_of(campaign, picture))
    act(house, "poster.write", RUNNING, label=3, call="vote")
    assert before.isdisjoint({file.name for file in folder.iterdir()})
    for file in folder.iterdir():
        pdf = file.read_bytes()
        assert PICTURE.search(pdf)
        assert b"/Alt(Patatras" in pdf
        assert b"pdfuaid" in pdf


@pytest.mark.parametrize(
    ("name", "author"),
    [
        ("Chicons", "Rita"),
        ("Boulette" * 10, "Anne-Sophie van den Bossche-de la Rochefoucauld, Saint-Josse-ten-Noode"),
        ("بطاطا بالليمون والنعناع", "ليلى"),
        ("🍟 Moules-frites 🦪", "Zoë, Αθήνα, Київ"),
        ("北京 チップス", "李雷, 김민준, สมชาย"),
        ("Chips 𠀀 du coin", "Rita \ue000\u0378"),
    ],
)
def test_any_name_fits_one_page_tagged_and_the_same_to_the_byte(house: House, name: str, author: str):
    with house.app.app_context():
        view = campaigns.by_slug(FINISHED, "nl")
        assert view is not None
        (told,) = files.announced(view, clock.now())
        first = told.laureates[0]
        named = replace(first, entry=replace(first.entry, name=name, shown_author=author))
        paper = papers.certificate(view, named, "12 juni 2027", PUBLIC)
    pdf = documents._set(paper)
    assert pdf == documents._set(paper)
    assert len(re.findall(rb"/Type ?/Page\b", pdf)) == 1
    # Readable by a screen reader, by the standard, which takes no letter that cannot be shown.
    assert b"pdfuaid" in pdf
    # Three dots stand in texts alone: a drawing's letters are outlines.
    drawn = "<svg><title>\U00020000</title></svg>"
    given = {"by": {"text": f"{author} \U00020000\U00020001", "rtl": False}, "rows": [["a\U00020000", 1]], "qr": drawn}
    shown = {"by": {"text": f"{author} …", "rtl": False}, "rows": [["a…", 1]], "qr": drawn}
    assert documents.without(given, "\U00020000\U00020001") == shown
