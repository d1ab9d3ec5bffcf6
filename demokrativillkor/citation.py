"""Where a rule comes from: source, provision and, where the text is bundled, the words themselves."""

from pydantic import ConfigDict
from pydantic.alias_generators import to_camel
from pydantic.dataclasses import dataclass

from demokrativillkor.bilingual import Bilingual


@dataclass(
    frozen=True,
    kw_only=True,
    slots=True,
    config=ConfigDict(extra="forbid", strict=True, alias_generator=to_camel),
)
class Citation:
    """One provision of one source, resolved against the bundled text.

    Attributes:
        source: id of the source, as under ``rules/sources``.
        provision: the provision's heading in the bundled text, for example ``villkor 2``.
        cite: how to write the reference in running text.
        quote: the exact words; ``None`` where the source is cited without being quoted.
        digest: SHA-256 of the bundled text that the quote was found in; ``None`` without a text.
    """

    source: str
    provision: str
    cite: Bilingual
    quote: str | None = None
    digest: str | None = None

    @property
    def id(self) -> str:
        """The citation's id in a decision: ``source#provision``."""
        return f"{self.source}#{self.provision}"
