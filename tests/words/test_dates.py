"""Dates, times and numbers as they are read in French, Dutch and English."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from contest.words import dates

BRUSSELS = "Europe/Brussels"
CLOSE = datetime(2027, 4, 25, 21, 59, tzinfo=UTC)
NBSP = "\u00a0"
LANGUAGES = ("fr", "nl", "en")


def plain(text: str) -> str:
    return text.replace(NBSP, "_")


@pytest.mark.parametrize(
    ("lang", "written"),
    [
        ("fr", "dimanche 25_avril, 23_h_59"),
        ("nl", "zondag 25_april, 23.59_uur"),
        ("en", "Sunday 25_April, 23:59"),
    ],
)
def test_a_moment_is_told_in_the_campaign_s_zone(lang, written):
    assert plain(dates.day_and_time(lang, CLOSE, BRUSSELS)) == written


def test_the_first_of_a_month_is_an_ordinal_in_french_and_the_twenty_first_is_not():
    first, twenty_first = datetime(2027, 3, 1, 12, tzinfo=UTC), datetime(2027, 3, 21, 12, tzinfo=UTC)
    assert plain(dates.short_day("fr", first, BRUSSELS)) == "1er_mars"
    assert plain(dates.short_day("fr", twenty_first, BRUSSELS)) == "21_mars"
    assert plain(dates.day("fr", first, BRUSSELS)) == "1er_mars 2027"
    assert plain(dates.day_and_time("fr", first, BRUSSELS)) == "lundi 1er_mars, 13_h"


def test_a_span_within_a_month_names_it_once_and_across_months_twice():
    opens = datetime(2027, 5, 3, 8, tzinfo=UTC)
    spans = [plain(dates.span(lang, opens, opens + timedelta(days=13), BRUSSELS)) for lang in LANGUAGES]
    assert spans == ["3 au 16_mai", "3 tot 16_mei", "3 to 16_May"]
    spans = [plain(dates.span(lang, opens, opens + timedelta(days=39), BRUSSELS)) for lang in LANGUAGES]
    assert spans == ["3_mai au 11_juin", "3_mei tot 11_juni", "3_May to 11_June"]


@pytest.mark.parametrize(("lang", "written"), [("fr", "12_418"), ("nl", "12.418"), ("en", "12,418")])
def test_thousands_stand_apart(lang, written):
    assert plain(dates.number(lang, 12418)) == written


@pytest.mark.parametrize(("lang", "written"), [("fr", "1_204,0625"), ("nl", "1.204,0625"), ("en", "1,204.0625")])
def test_a_decimal_keeps_every_digit(lang, written):
    assert plain(dates.number(lang, Decimal("1204.0625"))) == written


@pytest.mark.parametrize(("lang", "written"), [("fr", "12,5_%"), ("nl", "12,5_%"), ("en", "12.5%")])
def test_a_share_has_one_decimal(lang, written):
    assert plain(dates.percent(lang, 0.125)) == written


@pytest.mark.parametrize(
    ("left", "written"),
    [
        (timedelta(seconds=-5), "1 minute"),
        (timedelta(seconds=119), "1 minute"),
        (timedelta(minutes=40), "40 minutes"),
        (timedelta(hours=1), "1 heure"),
        (timedelta(hours=47, minutes=59), "47 heures"),
        (timedelta(days=2), "2 jours"),
        (timedelta(days=12, hours=23), "12 jours"),
    ],
)
def test_time_left_is_told_in_its_largest_unit(left, written):
    assert dates.time_left("fr", left) == written


def test_time_waited_is_told_tersely():
    long = timedelta(hours=3, minutes=41)
    assert [plain(dates.waited(lang, long)) for lang in LANGUAGES] == ["3_h_41", "3_u_41", "3_h_41"]
    assert [plain(dates.waited(lang, timedelta(days=2))) for lang in LANGUAGES] == ["2_j", "2_d", "2_d"]
    assert plain(dates.waited("fr", timedelta(minutes=7))) == "7_min"
