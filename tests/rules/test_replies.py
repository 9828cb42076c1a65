"""What people write to us by mail: their own words, to which mail of ours, and what is no person's."""

import time
from email.message import EmailMessage
from uuid import UUID

import pytest

from contest.rules import replies

ID = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
OURS = f"<{ID.hex}@contest.example.org>"
OUTLOOK_NL = """Is dat ook zo in Gent?

Met vriendelijke groeten

________________________________
Van: Patatras <bonjour@patatras.example>
Verzonden: zondag 29 november 2026 10:12
Aan: Els
Onderwerp: Je vraag

Dag Els, ja."""


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Merci !", "Merci !"),
        ("Oui ?\n\nLe dim. 29 nov. 2026 à 10:12, Patatras <b@p.example> a écrit :\n> Bonjour\n> Noé", "Oui ?"),
        ("Le 29 nov. 2026 à 10:12, Nadia\n<b@p.example> a écrit\xa0:\n\n> Bonjour\n\nMerci, et ?", "Merci, et ?"),
        ("Ja.\n\nOp zo 29 nov 2026 om 10:12 schreef Patatras <b@p.example>:\n\nDag Els", "Ja."),
        ("Yes\r\n\r\nOn Sun, 29 Nov 2026 at 10:12, Patatras <b@p.example> wrote:\r\n> Hello", "Yes"),
        (OUTLOOK_NL, "Is dat ook zo in Gent?\n\nMet vriendelijke groeten"),
        ("Oui\n\n-----Message d'origine-----\nDe : Patatras\nvoilà", "Oui"),
        ("Oui\n\nDe : Patatras <b@p.example>\nEnvoyé : dimanche\nÀ : Els\n\nBonjour", "Oui"),
        ("> Quand ?\nDemain.\n> Où ?\nÀ Huy.", "Demain.\nÀ Huy."),
        ("Top!\n-- \nEls Peeters\n0470 12 34 56", "Top!"),
        ("Top!\n\nVerzonden vanaf mijn iPhone", "Top!"),
        ("Le lundi on vote ?\nOn me l’a dit.", "Le lundi on vote ?\nOn me l’a dit."),
        ("De chips: waar koop ik ze?\nIn Gent?", "De chips: waar koop ik ze?\nIn Gent?"),
        ("> rien que du cité", ""),
    ],
)  # fmt: skip
def test_what_somebody_wrote_themselves(text: str, own: str):
    assert replies.own_words(text) == own


def mail(text: str = "Quand ?", html: str = "", **headers: str) -> EmailMessage:
    message = EmailMessage()
    given = {
        "From": "Els Peeters <Els@Voisins.example>",
        "To": "x@y.example",
        "Subject": "Re: hm",
        "Message-ID": "<1@z>",
    }
    for name, value in {**given, **{name.replace("_", "-"): value for name, value in headers.items()}}.items():
        if value:
            message[name] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List-Id": "<news.example>"},
        {"Return-Path": "<>"},
        {"Subject": "Réponse automatique : Votre question"},
        {"Subject": "Automatisch antwoord: je vraag"},
        {"From": "MAILER-DAEMON@mx.example"},
        {"From": "Patatras <contest@example.org>"},
        {"From": "nobody at all"},
        {"From": ""},
    ],
)
def test_a_machines_mail_and_our_own_are_no_question(headers: dict[str, str]):
    assert replies.read(mail().as_bytes(), ours=["contest@example.org"]) is not None
    assert replies.read(mail(**headers).as_bytes(), ours=["contest@example.org"]) is None


def test_a_reply_names_the_mails_it_answers_the_nearest_first_and_what_was_attached_is_counted():
    older = UUID(int=7)
    message = mail(References=f"<{older.hex}@contest.example.org> {OURS}", In_Reply_To=OURS, To="reply+a.b@c.example")
    message.add_attachment(b"GIF89a", maintype="image", subtype="gif", filename="chips.gif")
    message.add_attachment(mail("another mail"))
    found = replies.read(message.as_bytes())
    assert found is not None
    assert (found.sender, found.first_name, found.answers) == ("els@voisins.example", "Els", (ID, older))
    assert (found.subject, found.text, found.dropped, found.shortened) == ("Re: hm", "Quand ?", 2, False)
    assert found.recipients == ("reply+a.b@c.example",)
    assert replies.read(message.as_bytes()) == found
    fresh = replies.read(mail("Quand ?", Subject="=?utf-8?q?Les_d=C3=A9lais?=").as_bytes())
    assert (fresh.subject, fresh.answers) == ("Les délais", ())


def test_html_alone_is_read_as_words_without_what_it_quotes():
    html = (
        "<html><head><title>x</title><style>p{}</style></head><body><p>Merci <b>beaucoup</b>&nbsp;!<br>Et après ?"
        '<div class="gmail_quote">Le 3 mai, Nadia a écrit :<blockquote>Bonjour<p>Voilà</blockquote></div>'
        '<p>À bientôt<div id="appendonsend"></div><hr><div>De : Nadia</div></body>'
    )
    message = EmailMessage()
    message["From"], message["Subject"] = "els@voisins.example", "x"
    message.set_content(html, subtype="html")
    found = replies.read(message.as_bytes())
    assert found is not None
    assert found.text == "Merci beaucoup !\nEt après ?\n\nÀ bientôt"


def test_too_long_is_cut_and_broken_is_read_as_far_as_it_goes():
    found = replies.read(mail("mot " * 2000).as_bytes())
    assert found is not None
    assert (len(found.text) <= replies.LONGEST, found.shortened) == (True, True)
    broken = (
        b"From: =?utf-8?q?=C3?= <els@voisins.example>\nSubject: =?x?y?z?=\n"
        b"Content-Type: text/plain; charset=nonsense\n\nQuand \xc3\xa7a ? \xff"
    )
    assert replies.read(broken).text.startswith("Quand ça ?")
    for raw in (b"", b"\xff\xfe\x00", b"From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\n"):
        assert replies.read(raw) is None


def raw(body: str = "Quand ?", **headers: str) -> bytes:
    """A mail as it stands on the wire, broken or not."""
    given = {"From": "els@voisins.example", "To": "x@y.example", **headers}
    head = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in given.items())
    return f"{head}\n{body}".encode()


@pytest.mark.parametrize(
    "broken",
    [
        raw(Subject="=?utf-8?B?4pyT4pyTa?="),
        raw("<p>Quand ?<![foo[</p>", Content_Type="text/html"),
        raw(f"<p>Quand ?<p>&#{'1' * 5000};", Content_Type="text/html"),
        raw("Quand ?", Content_Type="text/plain; charset=idna"),
        raw("Quand ?", Content_Type="text/plain; charset=punycode"),
        raw("Quand ?", Content_Type="text/plain; charset=x\0y"),
        raw("Quand ?", Content_Type="text/plain; charset=zlib"),
        raw(Message_ID="=?utf-7?q?+2AA-?="),
    ],
)
def test_what_is_broken_in_a_mail_breaks_nothing_else_in_it(broken: bytes):
    found = replies.read(broken)
    assert found is not None
    assert found.text.startswith("Quand ?")


@pytest.mark.parametrize("address", ["=?utf-7?q?+2AA-@b.c?=", "=?utf-8?q?a=00@b.c?="])
def test_no_address_that_cannot_be_printed_is_asked_for(address: str):
    assert replies.read(raw(To=address, Cc="x@y.example")).recipients == ("x@y.example",)


def test_html_is_read_like_a_browser_does_where_tags_are_odd_or_never_end():
    def read(html: str) -> str:
        return replies.read(raw(html, Content_Type="text/html")).text

    assert read('<a title="1 > 0">Quand</a> <!-- <b> --><td width=5">?<br/>1 < 2') == "Quand ?\n1 < 2"
    assert read("<!--[if !mso]><!-->Quand<!--<![endif]--> ?<!-- for ever <p>no") == "Quand ?"
    assert read("<title/><STYLE><!-- a > b --></Style >Quand ?<script>if (a<b) '<p>'") == "Quand ?"


LONG = 200_000


@pytest.mark.parametrize(
    "hostile",
    [
        raw("on aaaaaa " + "schreef:" * 35 + ":" * 100 + "." * LONG + "a"),
        raw(("on aaaaaa " + "schreef:" * 37 + ":" * 100 + "." * 20 + "\n") * 500),
        raw("on aaaaaa wrote:\n>\n" * (LONG // 20)),
        raw("a" + "\u0301\u0327\u0316" * (LONG // 6)),
        *(
            raw(piece * (LONG // len(piece)), Content_Type="text/html")
            for piece in (
                "<a ",
                "<",
                "<!-- ",
                "<!--a>",
                "<![if x>",
                "</",
                "<a b='\"",
                "<style",
                "<p>",
                "&#1",
                "<a id =",
            )
        ),
        raw("a" * LONG + "-" + "z" * LONG, Content_Type="text/plain; charset=punycode"),
        raw(Subject="=?a?q?" * (LONG // 6)),
        raw(Content_Type='text/plain; x="' + ";" * LONG),
        raw("--x\n\n" * LONG, Content_Type="multipart/mixed; boundary=x"),
    ],
)
def test_no_mail_takes_long_to_read_however_it_is_made(hostile: bytes):
    began = time.process_time()
    replies.read(hostile)
    # A tenth of it, or less, on an ordinary machine.
    assert time.process_time() - began < 5
