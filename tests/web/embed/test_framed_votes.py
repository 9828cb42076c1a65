"""Voting within a frame on somebody else's page: no cookie is read or set, and nobody else can do it for one."""

import re
from uuid import UUID

import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from contest import clock
from contest.db import reading, transaction
from contest.models import Ballot, BallotTrace, Campaign, Participant, ParticipantSession
from contest.rules.eligibility import Who
from contest.rules.phases import PhaseKind
from contest.rules.shares import CHANNELS, Network, ShareCode, written
from contest.rules.widgets import Kind
from contest.services import audit, keys, widgets
from contest.web.embed import within
from tests.living import House
from tests.web.framed import HAPPENED, Framed, link, out
from tests.web.visits import (
    SECOND,
    code,
    form,
    forms,
    move,
    path,
    phase,
    published,
    rows,
    set_phase,
    text,
    vote,
    wrong,
)

SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
ADDRESS, OTHER = "wout@example.org", "somebody.else@example.org"
RECEIPT = re.compile(r"<strong>([0-9A-Z]{4}-[0-9A-Z]{4})</strong>")


def slip(number: int, lang: str = "fr") -> str:
    return path("widget_slip", lang, number=number)


def states(house: House, address: str) -> list[tuple[int, str]]:
    """Each ballot of an address in order: the number of its idea, and its state."""
    campaign = house.campaign()
    numbers = {str(row.id): row.number for row in published(house)}
    with house.app.app_context():
        mine = (Ballot.campaign_id == campaign, Ballot.voter_key == keys.voter_key(campaign, address))
        found = reading().execute(select(Ballot.choices, Ballot.state).where(*mine).order_by(Ballot.accepted_at))
        return [(numbers[choices[0]], state.value) for choices, state in found]


def _untimed(address: str) -> str:
    """An address whose tokens, of the voter and of what was done, say nothing of the second they were signed in."""
    return re.sub(r"(\.[^.&]+){2}(?=&|$)", "", address)


def receipt(answer: TestResponse) -> str:
    (found,) = RECEIPT.findall(text(answer))
    return str(found)


def test_a_vote_is_taken_confirmed_and_changed_without_a_cookie_and_never_for_whose_cookie_comes_along(house: House):
    somebody = house.visitor()
    vote(house, somebody, 2, OTHER)
    before, sessions = states(house, OTHER), rows(house, ParticipantSession)
    frame = Framed(house, somebody)
    asked = frame.get(slip(3))
    assert (form(asked).fields["address"], "2" in str(HAPPENED.findall(text(asked)))) == ("", False)
    refused = frame.sends(asked, address="")
    assert (refused.status_code, wrong(refused)) == (422, ["address"])
    sent = frame.sends(asked, address=ADDRESS)
    assert sent.status_code == 303
    assert states(house, ADDRESS) == [(3, "pending")]
    assert HAPPENED.findall(text(frame.get(sent.location))) == [("vote", "3")]
    end = frame.confirms(sent, ADDRESS)
    assert (HAPPENED.findall(text(end)), states(house, ADDRESS)) == ([("confirm", "3")], [(3, "counted")])

    first, shelf = receipt(end), frame.get(link(end, "/vote/again"))
    # Not every idea stands on the first page of the shelf.
    moved = frame.get(re.sub(r"/vote/\d+", "/vote/5", link(shelf, "voter=")))
    assert "address" not in form(moved).fields
    done = frame.sends(moved)
    assert done.status_code == 303
    again = frame.get(done.location)
    assert receipt(again) != first
    assert HAPPENED.findall(text(again)) == [("vote", "5")]
    assert states(house, ADDRESS) == [(3, "superseded"), (5, "counted")]
    assert (states(house, OTHER), rows(house, ParticipantSession)) == (before, sessions)
    # A second press is the same vote; and whoever comes back by the address of the end sees it, but tells nobody again.
    assert _untimed(frame.sends(moved).location) == _untimed(done.location)
    assert HAPPENED.findall(text(frame.get(done.location.replace("did=vote&", "")))) == []


@SQLITE
def test_a_page_and_a_frame_do_not_take_each_others_tokens(house: House):
    frame, page = Framed(house), path("slip", position=2, number=3)
    tokens = {
        page: form(frame.get(slip(3))).fields["token"],
        slip(3): form(frame.client.get(page)).fields["token"],
        slip(4): form(frame.get(slip(3))).fields["token"],
        path("widget_paper"): form(frame.get(slip(3))).fields["token"],
    }
    before = rows(house, Ballot)
    for address, token in tokens.items():
        answer = frame.client.post(address, data={"token": token, "address": ADDRESS})
        assert answer.status_code == 409, address
    asking = frame.sends(frame.get(slip(3)), address=ADDRESS).location
    check = asking.partition("?")[0].replace("/embed/", "/")
    given = code(house, ADDRESS)
    for address, other in ((asking, check), (check, asking)):
        token = forms(frame.client.get(other))[0].fields["token"]
        answer = frame.client.post(address, data={"token": token, "code": given})
        assert answer.status_code in (409, 422), address
    assert states(house, ADDRESS) == [(3, "pending")]
    assert rows(house, Ballot) == before + 1


@SQLITE
def test_a_voter_is_known_by_nothing_but_their_own_fresh_token(house: House):
    frame, campaign, stranger = Framed(house), house.campaign(), UUID(int=7)
    frame.votes(3, ADDRESS)
    vote_phase = phase(house, PhaseKind.VOTE).id
    with house.app.app_context():
        known = select(Participant).where(Participant.voter_key == keys.voter_key(campaign, ADDRESS))
        voter = reading().scalars(known).one().id
        good = within.voter_token(campaign, vote_phase, voter)
        tokens = {
            "forged": f"{good}x",
            "old": _aged(house, [campaign.hex, vote_phase.hex, voter.hex], within.KNOWN_SECONDS + 5),
            "another vote's": within.voter_token(campaign, stranger, voter),
            "another campaign's": within.voter_token(stranger, vote_phase, voter),
            "a stranger's": within.voter_token(campaign, vote_phase, stranger),
        }
    assert "address" not in form(frame.get(f"{slip(5)}?voter={good}")).fields
    with house.app.app_context(), transaction() as session:
        gone = {"erased_at": clock.now(), "voter_key": None}
        session.execute(update(Participant).where(Participant.id == voter).values(gone))
    for what, token in (tokens | {"of somebody who was erased": good}).items():
        asked = frame.get(f"{slip(5)}?voter={token}")
        assert {"address", "voter"} & form(asked).fields.keys() == {"address"}, what
        refused = frame.sends(asked, voter=token)
        assert (refused.status_code, wrong(refused)) == (422, ["address"]), what
    assert states(house, ADDRESS) == [(3, "counted")]


def _aged(house: House, said: list[str], age: int) -> str:
    """A token that was issued so many seconds ago."""

    class Earlier(TimestampSigner):
        def get_timestamp(self) -> int:
            return super().get_timestamp() - age

    key = house.app.config["SETTINGS"].secret_key
    return str(URLSafeTimedSerializer([key], salt="voter in a frame", signer=Earlier).dumps(said))


@SQLITE
def test_where_an_address_is_not_all_it_takes_the_frame_leads_to_the_contests_page(house: House):
    frame = Framed(house)
    open_form, before = form(frame.get(slip(3))), rows(house, Ballot)
    button = f'<a class="button button--vote" href="{out(house, Kind.VOTE, "ballot", position=2)}"'
    there = f'{button} target="_blank" rel="noopener">'
    for who in Who:
        set_phase(house, PhaseKind.VOTE, eligibility=who.value)
        if who is Who.EMAIL:
            with house.app.app_context():
                widgets.lead_on(house.campaign(), lead=True, by=audit.OPERATOR, now=clock.now())
        for address in (path("widget_vote"), slip(3), path("widget_paper"), path("widget_again")):
            shown = frame.get(address)
            assert (shown.status_code, forms(shown), there in text(shown)) == (200, [], True), (who, address)
        sent = frame.looked_at(open_form.send(frame.client, address=ADDRESS))
        assert (sent.status_code, there in text(sent), rows(house, Ballot)) == (409, True, before), who
        with house.app.app_context():
            widgets.lead_on(house.campaign(), lead=False, by=audit.OPERATOR, now=clock.now())


@SQLITE
def test_whoever_has_voted_elsewhere_is_asked_before_the_vote_moves(house: House):
    vote(house, house.visitor(), 2, ADDRESS)
    frame = Framed(house)
    taken = frame.votes(3, ADDRESS)
    assert (taken.status_code, states(house, ADDRESS)) == (200, [(2, "counted"), (3, "pending")])
    kept = frame.get(link(taken, "/voted/"))
    assert states(house, ADDRESS)[0] == (2, "counted")
    assert receipt(kept)
    moved = frame.sends(taken)
    assert moved.status_code == 303
    assert receipt(frame.get(moved.location)) != receipt(kept)
    assert states(house, ADDRESS) == [(2, "superseded"), (3, "counted")]
    # The token that came along changes it once more.
    assert "/vote/again" in text(frame.get(moved.location))


PAPERS: dict[str, dict[str, object]] = {
    "several": {"mark": [2, 3]},
    "runoff": {"mark": [5, 3]},
    "stars": {"stars-3": 5, "stars-2": 1},
}


@SQLITE
def test_every_way_of_voting_has_its_paper(house: House):
    frame = Framed(house)
    for method, typed in PAPERS.items():
        set_phase(house, PhaseKind.VOTE, method=method, choices=2, picked=True)
        address = f"{method}@example.org"
        page = frame.get(link(frame.get(path("widget_vote")), "/vote/paper"))
        assert frame.get(slip(3)).location == f"{path('widget_paper')}?mark=3"
        empty = frame.sends(page, "/paper", address=address)
        assert (empty.status_code, wrong(empty), form(empty).fields["address"]) == (422, ["paper"], address)
        if method == "runoff":
            ranked = frame.sends(page, "/paper", move="in:3")
            assert (ranked.status_code, form(ranked).fields["mark"]) == (200, "3")
        end = frame.confirms(frame.sends(page, "/paper", address=address, **typed), address)
        changing = frame.get(link(end, "/vote/paper"))
        assert "address" not in form(changing).fields
        changed = frame.sends(changing, "/paper", **{**typed, "mark": [7], "stars-2": 4})
        assert changed.status_code == 303, method
        assert receipt(frame.get(changed.location)) != receipt(end)


@SQLITE
def test_what_is_wrong_is_said_in_the_frame_and_in_its_language(house: House):
    frame = Framed(house)
    page = frame.get(slip(3, "nl"))
    sent = frame.sends(page, address=ADDRESS)
    asking = frame.get(sent.location)
    wrong_code = frame.looked_at(forms(asking)[0].send(frame.client, code="000000"))
    assert (wrong_code.status_code, wrong(wrong_code)) == (422, ["code"])
    again = frame.looked_at(forms(asking)[1].send(frame.client))
    assert frame.get(again.location).status_code == 200
    other = frame.sends(asking, "/other", address=OTHER)
    assert other.status_code == 303
    assert frame.confirms(other, OTHER).status_code == 200
    assert (states(house, ADDRESS), states(house, OTHER)) == ([(3, "pending")], [(3, "counted")])
    crossed = frame.client.post(slip(3), data=form(page).fields, headers={"Sec-Fetch-Site": "cross-site"})
    assert crossed.status_code == 403
    framed = frame.client.post(slip(3, "nl"), data=form(page).fields, headers={"Sec-Fetch-Site": "same-origin"})
    assert (framed.status_code, wrong(framed)) == (422, ["address"])
    move(house, PhaseKind.VOTE, closes=-SECOND)
    late = frame.sends(page, address="late@example.org")
    assert (late.status_code, forms(late)) == (409, [])
    assert "gesloten" in text(late)
    assert forms(frame.get(path("widget_vote", "nl"))) == forms(frame.get(slip(3, "nl"))) == []


@SQLITE
def test_the_link_by_which_somebody_came_stays_with_their_vote_and_not_in_what_is_kept(house: House):
    frame, campaign = Framed(house), house.campaign()
    with house.app.app_context():
        key = reading().scalars(select(Campaign.share_key).where(Campaign.id == campaign)).one()
    share = written(ShareCode(key, 0, CHANNELS[Network.FACEBOOK], "fr"))
    asked = f"theme=dark&size=small&s={share}"
    shelf = frame.get(f"{path('widget_vote')}?{asked}")
    assert share not in text(shelf)
    assert "max-age" in shelf.headers["Cache-Control"]
    page = frame.get(f"{slip(3)}?{asked}")
    sent = frame.sends(page, f"?{asked}", address=ADDRESS)
    assert all(part in sent.location for part in ("theme=dark", "size=small", f"s={share}"))
    end = frame.confirms(sent, ADDRESS)
    assert "theme=dark" in link(end, "/vote/again")
    with house.app.app_context():
        mine = (Ballot.campaign_id == campaign, Ballot.voter_key == keys.voter_key(campaign, ADDRESS))
        traced = select(BallotTrace.share_code).join(Ballot, Ballot.id == BallotTrace.ballot_id).where(*mine)
        assert reading().scalars(traced).all() == [share]
