"""How places in a statute are written: ``4 a §``, ``2 kap. 4 a §``, ``övergång 2025:618``, ``andra stycket 2``."""

from __future__ import annotations

import re
from functools import lru_cache

from demokrativillkor.bilingual import Bilingual

_SECTION = re.compile(r"(?:([0-9]+) kap\. )?([0-9]+(?: [a-z])?) §")
_TRANSITION = re.compile(r"övergång ([0-9]{4}:[0-9]+)")
_PART = re.compile(
    r"(?:(?P<paragraph>[a-zåäö]+) stycket)? ?"
    r"(?P<item>[0-9]+(?: [a-z])?(?:–[0-9]+)?)? ?"
    r"(?:(?P<sentence>[a-zåäö]+) meningen)?"
)
_ORDINALS = {
    "första": "first",
    "andra": "second",
    "tredje": "third",
    "fjärde": "fourth",
    "femte": "fifth",
    "sjätte": "sixth",
    "sjunde": "seventh",
    "åttonde": "eighth",
    "nionde": "ninth",
    "tionde": "tenth",
}


@lru_cache(maxsize=4096)
def regular_provision(heading: str) -> Bilingual | None:
    """How a section or a transitional provision with this heading is cited; ``None`` for other headings."""
    if section := _SECTION.fullmatch(heading):
        chapter, number = section.groups()
        return Bilingual(sv=heading, en=f"chapter {chapter} section {number}" if chapter else f"section {number}")
    if transition := _TRANSITION.fullmatch(heading):
        number = transition[1]
        return Bilingual(sv=f"övergångsbestämmelserna till SFS {number}", en=f"transitional provisions of SFS {number}")
    return None


def part_in_words(part: str | None, *, of_section: bool = True) -> Bilingual:
    """The place as it follows the provision: `` andra stycket 2`` and ``, second paragraph, item 2``.

    Of what is no section, such as a transitional provision, the item is a point: ``, punkt 2``.
    """
    found = _PART.fullmatch(part) if part else None
    if not part or not found:
        return Bilingual(sv="", en="")
    english = []
    if found["paragraph"]:
        english.append(f"{_ORDINALS[found['paragraph']]} paragraph")
    if found["item"]:
        english.append(f"item {found['item']}")
    if found["sentence"]:
        english.append(f"{_ORDINALS[found['sentence']]} sentence")
    return Bilingual(sv=f" {part}" if of_section else f", punkt {part}", en="".join(f", {words}" for words in english))
