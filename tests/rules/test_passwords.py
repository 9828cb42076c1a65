"""What a password must be."""

import pytest

from contest.rules import passwords

KNOWN = ["Camille", "Maes", "camille.maes", "Patatras", "Jo"]


def against(password: str) -> list[str]:
    return [objection.key for objection in passwords.objections(password, KNOWN)]


@pytest.mark.parametrize(
    ("password", "keys"),
    [
        ("", ["password_too_short", "password_common"]),
        ("k3$Wq9!zRt2", ["password_too_short"]),
        ("k3$Wq9!zRt2b", []),
        ("trois huîtres et un parapluie", []),
        ("夜空の下で踊る猫と犬の物語", []),
        ("ab3" + "cdq9 rt lmz " * 10 + "xkwbj", []),
        ("ab3" + "cdq9 rt lmz " * 10 + "xkwbjt", ["password_too_long"]),
        ("            ", ["password_common"]),
        ("aaaaaaaaaaaa", ["password_common"]),
        ("abababababab", ["password_common"]),
        ("abcabcabcabc", ["password_common"]),
        ("123456789012", ["password_common"]),
        ("210987654321", ["password_common"]),
        ("azertyuiopqs", ["password_common"]),
        ("Password1234", ["password_common"]),
        ("2026motdepasse!!", ["password_common"]),
        ("Wachtwoord-2026", ["password_common"]),
        ("j'aime CAMILLE beaucoup", ["password_holds_name"]),
        ("les pâtàtras du lundi", ["password_holds_name"]),
        ("un jour sans jo ni jojo", []),
    ],
)
def test_a_password_is_judged_by_length_commonness_and_names(password: str, keys: list[str]):
    assert against(password) == keys


def test_the_name_found_is_said():
    assert passwords.objections("patatras pour toujours", KNOWN)[0].facts == {"name": "Patatras"}


def test_the_same_keys_give_the_same_password_on_every_device():
    assert passwords.normal("hui\u0302tres") == passwords.normal("hu\u00eetres")
