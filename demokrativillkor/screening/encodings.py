"""In what encoding and with what separator a text table was written: found out, said, and put right."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from pathlib import Path

from demokrativillkor.bilingual import Bilingual
from demokrativillkor.screening.files import whole

_BLOCK = 1 << 20
_FOREIGN = re.compile("[^\x00-\x7f\ufffd]")
_UTF_16 = Bilingual(sv="UTF-16", en="UTF-16")
_SIGNS = ((codecs.BOM_UTF16_LE, "utf-16", _UTF_16), (codecs.BOM_UTF16_BE, "utf-16", _UTF_16))
_MARKED = Bilingual(sv="UTF-8 med byteordningsmärke", en="UTF-8 with a byte order mark")
_UTF_8 = Bilingual(sv="UTF-8", en="UTF-8")
_LATIN = Bilingual(sv="Latin-1 (Windows-1252)", en="Latin-1 (Windows-1252)")
SEPARATORS = {
    ",": Bilingual(sv="komma", en="comma"),
    ";": Bilingual(sv="semikolon", en="semicolon"),
    "\t": Bilingual(sv="tabb", en="tab"),
    "|": Bilingual(sv="lodstreck", en="bar"),
}
"""What can part the columns of a text table, and what it is called."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding as Python and as people call it.

    Attributes:
        broken: the first line that is written in another one.
    """

    codec: str
    name: Bilingual
    broken: int | None = None

    @property
    def is_plain(self) -> bool:
        """Whether the bytes can be read as they are."""
        return self.codec in ("utf-8", "utf-8-sig")


def encoding_of(path: Path) -> Encoding:
    """The encoding of a text file: by its first bytes, else UTF-8 where most of it is, else Windows-1252."""
    with path.open("rb") as opened:
        block = opened.read(_BLOCK)
        for sign, codec, name in _SIGNS:
            if block.startswith(sign):
                return Encoding(codec, name)
        if unsigned := _without_sign(block[:200]):
            return Encoding(unsigned, _UTF_16)
        marked = block.startswith(codecs.BOM_UTF8)
        found = Encoding("utf-8-sig", _MARKED) if marked else Encoding("utf-8", _UTF_8)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while block:
                decoder.decode(block)
                block = opened.read(_BLOCK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            broken, mostly = _broken(path)
            return replace(found, broken=broken) if marked or mostly else Encoding("cp1252", _LATIN)
    return found


def _broken(path: Path) -> tuple[int, bool]:
    """The first line that is not UTF-8, and whether most of what is not ASCII is UTF-8 nevertheless."""
    first, line, right, wrong = 0, 1, 0, 0
    with path.open(encoding="utf-8", errors="replace", newline="") as opened:
        while text := opened.read(_BLOCK):
            if not wrong and (here := text.find("\ufffd")) >= 0:
                first = line + text.count("\n", 0, here)
            line += text.count("\n")
            wrong += text.count("\ufffd")
            right += len(_FOREIGN.findall(text))
    return first, right >= wrong


def _without_sign(start: bytes) -> str | None:
    """UTF-16 without its mark: half of the bytes of ASCII text are zero."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    half = len(start) // 4
    if odd > half >= even:
        return "utf-16-le"
    return "utf-16-be" if even > half >= odd else None


_SEPARATOR_LINE = re.compile(rf'"?sep=([{re.escape("".join(SEPARATORS))}])"?(?:\r\n|\r|\n)', re.IGNORECASE)
"""The line that Excel reads before the heading, and shows to nobody: ``sep=;``."""


@dataclass(frozen=True, slots=True)
class SeparatorLine:
    """What a table says of its own separator before its heading.

    Attributes:
        length: of the line with its end, in characters.
    """

    separator: str
    length: int


def separator_line(path: Path, encoding: Encoding) -> SeparatorLine | None:
    """The line ``sep=;`` at the start of a text table, if it has one."""
    with path.open(encoding=encoding.codec, errors="replace", newline="") as opened:
        found = _SEPARATOR_LINE.match(opened.read(16))
    return SeparatorLine(found[1], found.end()) if found else None


def as_utf8(path: Path, encoding: Encoding, target: Path, after: int = 0) -> None:
    """Write the text of ``path`` to ``target`` in UTF-8; a byte that means nothing becomes U+FFFD.

    Args:
        after: how many characters at its start are left out.
    """
    with (
        whole(target) as temporary,
        path.open(encoding=encoding.codec, errors="replace", newline="") as source,
        temporary.open("w", encoding="utf-8", newline="") as written,
    ):
        source.read(after)
        while text := source.read(_BLOCK):
            written.write(text)


def separator_of(header: str) -> str:
    """The separator of a table, by its first line: the sign that stands there most often outside quotes."""
    outside = "".join(header.split('"')[::2])
    return max(SEPARATORS, key=lambda sign: (outside.count(sign), sign == ","))
