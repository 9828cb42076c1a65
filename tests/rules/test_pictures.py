"""Pictures: what a check's reason says, and where files lie."""

from uuid import UUID

import pytest

from contest.rules import pictures
from contest.rules.objections import Objection
from contest.rules.pictures import REASONS, Verdict
from contest.words.phrases import objection

ONE, TWO = UUID(int=1), UUID(int=2)


def test_a_good_picture_meets_no_objection():
    assert pictures.objections(Verdict("", 10, 10, "d")) == ()


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_every_reason_is_said_in_words(reason):
    (found,) = pictures.objections(Verdict(reason))
    assert (found.key, found.field) == (reason, "picture")
    assert "%" not in objection("en", found)


def test_the_limits_are_named():
    assert pictures.objections(Verdict("picture_too_large")) == (
        Objection("picture_too_large", "picture", {"megabytes": 12}),
    )
    assert pictures.objections(Verdict("picture_too_many_pixels"))[0].facts == {"megapixels": 40}


def test_an_unknown_reason_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        pictures.objections(Verdict("because"))


def test_files_lie_by_campaign_and_picture():
    assert pictures.file_of(ONE, TWO, 640) == f"{ONE.hex}/{TWO.hex}/640.webp"
