"""Share codes, networks, robots and servers, at every edge: what is ours, what is cut, forged, too long."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from contest.rules import shares
from contest.rules.receipts import ALPHABET
from contest.rules.shares import Message, Network, Place, ShareCode
from contest.rules.shares.codes import LANGUAGES, LARGEST
from contest.rules.shares.networks import FIRST_LABEL, FIRST_WIDGET, PICKED_FROM
from contest.rules.shares.targets import TARGETS, shortened
from contest.rules.widgets import Kind
from contest.words import catalogues

SHARES = (
    ShareCode(1, 0, 1, "fr"),
    ShareCode(1, 0, 16, "nl"),
    ShareCode(1, 8214, 4, "fr"),
    ShareCode(15, 15, 15, "en"),
    ShareCode(16, 16, 16, "nl"),
    ShareCode(300, 245_000, 40, "de", Place.WINNER),
    ShareCode(1, 1, 0, "nl", Place.WINNER),
    ShareCode(LARGEST, LARGEST, LARGEST, "de", Place.WINNER),
)
CODES = [shares.written(share) for share in SHARES]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PEOPLE = (
    FIREFOX,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 Chrome/138.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5) AppleWebKit/605.1.15 Mobile/15E148 [FBAN/FBIOS;FBAV/521.0]",
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/138.0 Mobile Safari/537.36 Instagram 390.0.0.43",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5) AppleWebKit/605.1.15 Mobile/15E148 [Pinterest/iOS]",
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/136.0 YaBrowser/25.6 Yowser/2.5 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/138.0 Safari/537.36",
    # Inside applications: people, though the application fetches previews as well.
    "Mozilla/5.0 (Linux; Android 14; wv) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 [FB_IAB/FB4A;FBAV/489.0;]",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6) AppleWebKit/605.1.15 Mobile/15E148 LinkedInApp",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1) AppleWebKit/605.1.15 Mobile/22B83 Twitter for iPhone/10.68",
    "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 musical_ly_2023 BytedanceWebview",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/131.0.0.0 Mobile Safari/537.36 Viber/24.1",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/128.0 Electron/32 Slack/4.41 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 discord/1.0.9173 Chrome/128.0 Electron/32 Safari/537.36",
    "Opera/9.80 (Android; Opera Mini/78.0/191.320; U; fr) Presto/2.12.423 Version/12.16",
)
ROBOTS = (
    "",
    "  ",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "facebookexternalhit/1.1 Facebot Twitterbot/1.0",
    "WhatsApp/2.23.20.0 A",
    "Twitterbot/1.0",
    "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
    "TelegramBot (like TwitterBot)",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Pinterest/0.2 (+https://www.pinterest.com/bot.html)",
    "Mozilla/5.0 (compatible; redditbot/1.0; +http://www.reddit.com/feedback)",
    "Mozilla/5.0 (compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app)",
    "http.rb/5.1.1 (Mastodon/4.3.0; +https://mastodon.social/)",
    "Mozilla/5.0 (Windows NT 6.1) SkypeUriPreview Preview/0.5",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 AppleWebKit/537.36 (compatible; bingbot/2.0) Chrome/116.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15 (Applebot/0.1)",
    "GPTBot/1.2",
    "curl/8.5.0",
    "Wget/1.21",
    "python-requests/2.32",
    "Go-http-client/2.0",
    "okhttp/4.12.0",
    "WhatsApp",
    "WhatsApp/2.2106.7 N",
    "Mastodon/4.3.2 (http.rb/5.2.0; +https://mastodon.social/)",
    "http.rb/5.1.1 (Mastodon/4.2.1; +https://mamot.fr/) Bot",
    "GoToSocial/0.17.3 (+https://social.example)",
    "Pleroma 2.6.2; https://poa.st",
    "Misskey/2024.11.0 (https://misskey.io)",
    "Friendica 'Interrupted Fern' 2024.03; https://friendica.example",
    "Lemmy/0.19.5; +https://lemmy.world",
    "PeerTube/6.3",
    "Slackbot 1.0 (+https://api.slack.com/robots)",
    "Slack-ImgProxy (+https://api.slack.com/robots)",
    "meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)",
    "facebookexternalhit/1.1;line-poker/1.0",
    "Mozilla/5.0 (Macintosh) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
    "Mozilla/5.0 (compatible; MSTeams-UrlPreview)",
    "Iframely/1.3.1 (+https://iframely.com/docs/about)",
    "Embedly/0.2 (+http://support.embed.ly/)",
    "Viber/20.1",
    "Snap URL Preview Service; bot; snapchat; https://developers.snap.com/robots",
    "kakaotalk-scrap/1.0; +https://devtalk.kakao.com/t/scrap/33984",
    "Synapse (bot; +https://github.com/matrix-org/synapse)",
    "Signal-Android/7.20.2 Android/34",
    "Valve/Steam HTTP Client 1.0 (SteamChatURLLookup)",
    "XING-contenttabreceiver/2.0",
    "Tumblr/14.0.835.186",
    "Bytespider",
)


@pytest.mark.parametrize("share", SHARES)
def test_a_code_says_what_was_written_into_it_however_it_is_typed(share: ShareCode):
    code = shares.written(share)
    assert shares.read(code) == share
    assert shares.read(f"  {code.upper()} ") == share
    assert shares.read(code.replace("0", "O").replace("1", "l")) == share
    assert code == code.lower()
    assert set(code.upper()) <= set(ALPHABET)


def test_codes_are_short_and_all_different():
    assert len(set(CODES)) == len(SHARES)
    assert len(shares.written(ShareCode(1, 0, 1, "fr"))) == 5
    assert len(shares.written(ShareCode(12, 9_999, 13, "nl"))) == 8
    assert max(map(len, CODES)) <= 32  # what a ballot's trace holds


@pytest.mark.parametrize("code", CODES)
def test_a_mistyped_exchanged_cut_or_lengthened_code_is_none(code: str):
    letters = ALPHABET.lower()
    mistyped = {code[:at] + letter + code[at + 1 :] for at in range(len(code)) for letter in letters}
    exchanged = {code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(len(code) - 1)}
    for wrong in (mistyped | exchanged) - {code}:
        assert shares.read(wrong) is None, wrong
    for at in range(len(code)):
        assert shares.read(code[:at]) is None, code[:at]
    for letter in letters:
        assert shares.read(code + letter) is None, code + letter


@pytest.mark.parametrize(
    "text",
    ["", " ", "0", "00000", "u2h00s", "é2h00s", "../../etc", "02h00s<script>", "0" * 33, "%00", "02h-00s", "٠٢٣"],
)
def test_what_is_no_code_is_none(text: str):
    assert shares.read(text) is None


def test_a_number_is_written_in_one_way_only():
    """With zeros in front there would be many codes for one link, and as many lines of figures."""
    found = {}
    for first in ALPHABET[:12]:
        for rest in ("1", "H0", "G1"):
            for last in ALPHABET:
                share = shares.read(f"{first}1{rest}0{last}")
                if share is not None:
                    assert shares.written(share) == f"{first}1{rest}0{last}".lower()
                    assert share not in found
                    found[share] = True
    assert found


@pytest.mark.parametrize("share", [ShareCode(0, 1, 1, "fr"), ShareCode(1, -1, 1, "fr"), ShareCode(1, 1, 1, "xx")])
def test_what_cannot_be_said_is_not_written(share: ShareCode):
    with pytest.raises(ValueError, match=r"."):
        shares.written(share)


def test_every_language_of_the_house_and_every_network_has_a_number():
    assert set(catalogues.languages()) <= set(LANGUAGES)
    assert set(shares.CHANNELS) == set(Network)
    assert len(set(shares.CHANNELS.values())) == len(Network)
    assert max(shares.CHANNELS.values()) < FIRST_LABEL
    assert [shares.label_number(channel) for channel in (0, 15, 16, 17)] == [None, None, 1, 2]


def test_every_widget_has_a_channel_of_its_own_and_one_for_each_network_within_it():
    ways = [(kind, network) for kind in Kind for network in (None, *Network)]
    channels = {shares.widget_channel(*way): way for way in ways}
    assert {channel: shares.widget_of(channel) for channel in channels} == channels
    assert len(channels) == len(ways)
    assert {shares.label_number(channel) for channel in channels} == {None}
    assert [channel for channel in channels if shares.is_widget(channel)] == [
        shares.widget_channel(one) for one in Kind
    ]
    for channel in (0, 15, 16, FIRST_WIDGET - 1, FIRST_WIDGET + 16, FIRST_WIDGET + 64 * len(Kind), LARGEST):
        assert shares.widget_of(channel) is None
    # Never given anew: they stand on other people's pages, and in what was passed on.
    kept = (shares.widget_channel(Kind.VOTE), shares.widget_channel(Kind.VOTE, Network.QR))
    assert kept == (0x10140, 0x1014D)
    assert len(shares.FIRST_SHOWN) == shares.SHOWN
    assert {Network.SHEET, Network.CAPTION}.isdisjoint(PICKED_FROM)
    assert len(PICKED_FROM) == len(Network) - 2


@pytest.mark.parametrize("agent", PEOPLE)
def test_people_are_no_robots(agent: str):
    assert not shares.is_robot(agent)


@pytest.mark.parametrize("agent", ROBOTS)
def test_robots_are(agent: str):
    assert shares.is_robot(agent)


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("mamot.fr", "mamot.fr"),
        (" Mastodon.Social ", "mastodon.social"),
        ("https://mamot.fr", "mamot.fr"),
        ("https://mamot.fr/@anna?x=1", "mamot.fr"),
        ("@anna@mastodon.vlaanderen", "mastodon.vlaanderen"),
        ("anna@mamot.fr.", "mamot.fr"),
        ("münchen.social", "xn--mnchen-3ya.social"),
    ],
)
def test_a_server_is_found_in_what_people_type(typed: str, host: str):
    assert shares.server_of(typed) == host


@pytest.mark.parametrize(
    "typed",
    [
        *("", "mamot", "localhost", "printer.local", "10.0.0.1", "[::1]", "2130706433", "a..b", "-a.be", "a-.be"),
        *("mamot.fr:443", "mamot.fr?x", "mamot.fr#x", "ma mot.fr", "javascript:alert(1)", "//evil.be", "a.b\\c.be"),
        *("x" * 64 + ".be", ".".join(["x" * 60] * 5), "a_b.be", "http://", "https://https://a.be", "%2f.be"),
    ],
)
def test_what_is_no_server_is_refused(typed: str):
    with pytest.raises(ValueError, match=r"^"):
        shares.server_of(typed)


LONG = Message("Ail, ail, ail", "Patatras cherche sa prochaine chips. " * 40, "https://contest.example/s/014jgh60")
SHORT = Message("Et le vôtre ?", "À vous.", "https://contest.example/s/014jgh60", "https://contest.example/p.webp")


@pytest.mark.parametrize("network", TARGETS)
def test_a_text_fits_its_network_and_the_link_is_always_whole(network: Network):
    address = shares.address(network, LONG)
    fields = parse_qs(urlsplit(address).query)
    words = fields.get("text") or fields.get("title") or fields.get("description") or [""]
    if network is Network.MAIL:
        assert fields["subject"] == [LONG.title]
        words = fields["body"]
    limit = {Network.X: 256, Network.BLUESKY: 300, Network.THREADS: 500, Network.REDDIT: 300, Network.PINTEREST: 500}
    assert len(words[0]) <= limit.get(network, 1000)
    assert unquote(address).count(LONG.url) == 1
    assert " " not in address


def test_a_mastodon_server_gets_text_and_link():
    address = shares.post_on_mastodon("mamot.fr", SHORT)
    assert urlsplit(address)[:3] == ("https", "mamot.fr", "/share")
    # A title that ends with a sign of its own gets no second one.
    assert parse_qs(urlsplit(address).query) == {"text": [f"Et le vôtre ? À vous. {SHORT.url}"]}


def test_a_picture_goes_to_the_network_that_asks_for_one():
    with_picture = [network for network in TARGETS if "p.webp" in shares.address(network, SHORT)]
    assert with_picture == [Network.PINTEREST]


def test_ways_without_an_address_have_none():
    assert [network for network in Network if not shares.address(network, SHORT)] == [
        Network.COPY,
        Network.MASTODON,
        Network.QR,
        Network.SHEET,
        Network.CAPTION,
    ]


@pytest.mark.parametrize(
    ("longest", "said"),
    [(11, "Ail, ail…"), (13, "Ail, ail, ail"), (12, "Ail, ail…"), (4, "Ail…"), (3, "Ai…"), (0, "")],
)
def test_a_text_breaks_off_after_a_word(longest: int, said: str):
    assert shortened("Ail, ail, ail", longest) == said


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("  ", ["field_missing"]),
        ("x" * 40, []),
        ("x" * 41, ["field_too_long"]),
        (" Sur  le PAQUET ", ["label_taken"]),
        ("Télé", []),
    ],
)
def test_a_label_has_a_name_of_its_own(typed: str, wrong: list[str]):
    assert [one.key for one in shares.label_objections(typed, frozenset({"sur le paquet"}))] == wrong


def test_four_stand_in_the_open_unless_others_are_picked():
    assert PICKED_FROM[:4] == (Network.WHATSAPP, Network.FACEBOOK, Network.MAIL, Network.COPY)
