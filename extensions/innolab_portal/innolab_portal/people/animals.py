"""The animals that pupils are wherever others may look. Each has a drawing `#animal-<key>` in animals.svg."""

from __future__ import annotations

import secrets
from collections.abc import Set as AbstractSet

ANIMALS: dict[str, dict[str, str]] = {
    key: {"fi": fi, "sv": sv, "en": en}
    for key, fi, sv, en in [
        ("lynx", "Ilves", "Lodjur", "Lynx"),
        ("seal", "Norppa", "Vikare", "Ringed seal"),
        ("hedgehog", "Siili", "Igelkott", "Hedgehog"),
        ("squirrel", "Orava", "Ekorre", "Squirrel"),
        ("fox", "Kettu", "Räv", "Fox"),
        ("bear", "Karhu", "Björn", "Bear"),
        ("hare", "Jänis", "Hare", "Hare"),
        ("owl", "Pöllö", "Uggla", "Owl"),
        ("elk", "Hirvi", "Älg", "Elk"),
        ("swan", "Joutsen", "Svan", "Swan"),
        ("gull", "Lokki", "Mås", "Gull"),
        ("beaver", "Majava", "Bäver", "Beaver"),
        ("otter", "Saukko", "Utter", "Otter"),
        ("frog", "Sammakko", "Groda", "Frog"),
        ("ladybird", "Leppäkerttu", "Nyckelpiga", "Ladybird"),
        ("bee", "Mehiläinen", "Bi", "Bee"),
        ("butterfly", "Perhonen", "Fjäril", "Butterfly"),
        ("snail", "Etana", "Snigel", "Snail"),
        ("turtle", "Kilpikonna", "Sköldpadda", "Turtle"),
        ("whale", "Valas", "Val", "Whale"),
        ("dolphin", "Delfiini", "Delfin", "Dolphin"),
        ("octopus", "Mustekala", "Bläckfisk", "Octopus"),
        ("crab", "Rapu", "Krabba", "Crab"),
        ("penguin", "Pingviini", "Pingvin", "Penguin"),
        ("panda", "Panda", "Panda", "Panda"),
        ("koala", "Koala", "Koala", "Koala"),
        ("tiger", "Tiikeri", "Tiger", "Tiger"),
        ("lion", "Leijona", "Lejon", "Lion"),
        ("giraffe", "Kirahvi", "Giraff", "Giraffe"),
        ("elephant", "Norsu", "Elefant", "Elephant"),
        ("zebra", "Seepra", "Sebra", "Zebra"),
        ("reindeer", "Poro", "Ren", "Reindeer"),
        ("perch", "Ahven", "Abborre", "Perch"),
        ("woodpecker", "Tikka", "Hackspett", "Woodpecker"),
        ("bat", "Lepakko", "Fladdermus", "Bat"),
        ("mouse", "Hiiri", "Mus", "Mouse"),
    ]
}


def another(*, taken: AbstractSet[str]) -> str:
    """An animal that nobody in the class is; when all are taken, any."""
    free = [key for key in ANIMALS if key not in taken]
    return secrets.choice(free or list(ANIMALS))


def name_of(key: str, language: str) -> str:
    """An animal's name, as a greeting would use it."""
    return ANIMALS[key].get(language, ANIMALS[key]["en"]) if key in ANIMALS else ""
