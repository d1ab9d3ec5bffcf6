"""What every section of a letter needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from demokrativillkor.bilingual import Bilingual, Language
from demokrativillkor.record.events import Event, Signed
from demokrativillkor.rendering.blocks import Block, Gap, Heading, Missing, Paragraph
from demokrativillkor.rendering.context import Context

Of = TypeVar("Of")


@dataclass(frozen=True, kw_only=True, slots=True)
class Letterhead:
    """What the authority prints on its letters and no application holds.

    Attributes:
        authority, address: its name, else that of the act or of the adopting body, and where it is.
        appeal_address, appeal_court: where an appeal is handed in (by default the address), and who tries it.
    """

    authority: str | None = None
    address: str | None = None
    unit: str | None = None
    diary_number: str | None = None
    organisation_name: str | None = None
    appeal_address: str | None = None
    appeal_court: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One letter to be told in one language.

    Attributes:
        signed: ``None`` in a draft.
        copy_of: the language of the letter that was signed, where this is a reading of it in the other.
    """

    context: Context
    events: tuple[Event, ...]
    signed: Signed | None
    head: Letterhead
    copy_of: Language | None = None

    def say(self, text: Bilingual) -> str:
        """The text in the reader's language."""
        return self.context.say(text)

    def heading(self, text: Bilingual, level: int = 2) -> Heading:
        """A heading."""
        return Heading(self.say(text), level)

    def gap(self, words: Bilingual, where: str, remedy: str = "") -> Gap:
        """The gap for what a person must write; by default in a field of the signature."""
        return Gap(self.say(words), Missing(words, where, remedy or f"write it in {where[1:]}"))

    def or_gap(self, text: str | None, words: Bilingual, where: str, remedy: str = "") -> Block:
        """What a person wrote, or the gap for it."""
        return Paragraph(text) if text else self.gap(words, where, remedy)

    def of(self, kind: type[Of]) -> list[Of]:
        """The events of one kind."""
        return [event for event in self.events if isinstance(event, kind)]
