"""Text in the two languages of the product."""

from typing import Literal

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

Language = Literal["sv", "en"]
LANGUAGES: tuple[Language, ...] = ("sv", "en")


@dataclass(frozen=True, kw_only=True, slots=True, config=ConfigDict(extra="forbid", strict=True))
class Bilingual:
    """The same statement in Swedish (authoritative) and English."""

    sv: str
    en: str

    def to(self, language: Language) -> str:
        """The text in ``language``."""
        return self.sv if language == "sv" else self.en
