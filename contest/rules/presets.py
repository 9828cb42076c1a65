"""Forms that come with the house. Labels are written in each language, not translated."""

from typing import Any

CRISPS_FORM: dict[str, Any] = {
    "preset": "crisps",
    "fields": [
        {
            "key": "name",
            "kind": "short_text",
            "required": True,
            "public": True,
            "shortest": 2,
            "longest": 40,
            "label": {
                "fr": "Le nom de votre goût",
                "nl": "De naam van je smaak",
                "en": "The name of your flavour",
            },
            "help": {
                "fr": "Tel qu’il serait écrit sur le paquet. 40 caractères au plus.",
                "nl": "Zoals hij op de zak zou staan. Hoogstens 40 tekens.",
                "en": "As it would stand on the packet. 40 characters at most.",
            },
        },
        {
            "key": "inspiration",
            "kind": "long_text",
            "required": True,
            "public": True,
            "shortest": 20,
            "longest": 600,
            "label": {
                "fr": "D’où vient l’idée ?",
                "nl": "Waar komt het idee vandaan?",
                "en": "Where does it come from?",
            },
            "help": {
                "fr": "Un souvenir, un repas, une dispute à table. Entre 20 et 600 caractères.",
                "nl": "Een herinnering, een maaltijd, een discussie aan tafel. Tussen 20 en 600 tekens.",
                "en": "A memory, a meal, an argument at table. Between 20 and 600 characters.",
            },
        },
        {
            "key": "ingredients",
            "kind": "tags",
            "required": True,
            "public": True,
            "longest": 30,
            "most": 5,
            "label": {
                "fr": "Ingrédients principaux",
                "nl": "Belangrijkste ingrediënten",
                "en": "Main ingredients",
            },
            "help": {
                "fr": "De un à cinq, séparés par des virgules. La pomme de terre, on l’a déjà.",
                "nl": "Een tot vijf, met komma’s ertussen. De aardappel hebben we al.",
                "en": "One to five, with commas between them. We already have the potato.",
            },
        },
        {
            "key": "picture",
            "kind": "picture",
            "public": True,
            "longest": 300,
            "label": {
                "fr": "Une photo, si vous voulez",
                "nl": "Een foto, als je wil",
                "en": "A photo, if you like",
            },
            "help": {
                "fr": "JPEG, HEIC, PNG, WebP ou AVIF, 12 Mo au plus. Nous en effaçons le lieu et la date.",
                "nl": "JPEG, HEIC, PNG, WebP of AVIF, hoogstens 12 MB. De plaats en de datum in het bestand wissen we.",
                "en": "JPEG, HEIC, PNG, WebP or AVIF, 12 MB at most. We remove the place and date stored in it.",
            },
        },
        {
            "key": "first_name",
            "kind": "short_text",
            "required": True,
            "public": True,
            "longest": 40,
            "label": {"fr": "Votre prénom", "nl": "Je voornaam", "en": "Your first name"},
            "help": {
                "fr": "Affiché à côté de votre idée.",
                "nl": "Staat naast je idee te lezen.",
                "en": "Shown beside your idea.",
            },
        },
        {
            "key": "town",
            "kind": "short_text",
            "public": True,
            "longest": 60,
            "label": {"fr": "Votre commune", "nl": "Je gemeente", "en": "Your town"},
            "help": {
                "fr": "Affichée aussi, si vous la donnez. Pas d’adresse, s’il vous plaît.",
                "nl": "Ook te lezen, als je ze invult. Geen adres, alsjeblieft.",
                "en": "Shown as well, if you give it. No street address, please.",
            },
        },
        {
            "key": "of_age",
            "kind": "age",
            "label": {
                "fr": "J’ai %(age)s ans ou plus",
                "nl": "Ik ben %(age)s jaar of ouder",
                "en": "I am %(age)s or older",
            },
            "help": {
                "fr": "Plus jeune ? Laissez la case vide et donnez l’adresse e-mail d’un parent : on lui demandera.",
                "nl": "Jonger? Laat het vakje leeg en geef het e-mailadres van een ouder: dan vragen we het daar.",
                "en": "Younger? Leave the box empty and give a parent’s e-mail address: we will ask them.",
            },
        },
        {
            "key": "rules",
            "kind": "consent",
            "required": True,
            "label": {
                "fr": "J’ai lu le règlement et je l’accepte ; l’idée et la photo sont de moi.",
                "nl": "Ik heb het reglement gelezen en ga ermee akkoord; het idee en de foto zijn van mij.",
                "en": "I have read the rules and accept them; the idea and the photo are mine.",
            },
        },
        {
            "key": "newsletter",
            "kind": "consent",
            "label": {
                "fr": "Écrivez-moi de temps en temps quand il y a du neuf au rayon. Cela ne change rien à mes chances.",
                "nl": "Mail me af en toe als er iets nieuws in het rek ligt. Aan mijn kansen verandert dat niets.",
                "en": "Write to me now and then when something new is on the shelf. It does not change my chances.",
            },
        },
    ],
}
FORMS: dict[str, dict[str, Any]] = {"crisps": CRISPS_FORM}
