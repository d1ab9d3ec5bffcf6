"""What is said of an input that could be read, but not as it stood; nothing that it holds is repeated."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from demokrativillkor.bilingual import Bilingual
from demokrativillkor.screening.problems import APPLICATIONS, FINDINGS

Note = Callable[[Bilingual], None]
"""Takes one note."""

_TABLES = {
    APPLICATIONS: Bilingual(sv="ansökningar", en="applications"),
    FINDINGS: Bilingual(sv="omständigheter", en="findings"),
}


def written_in(encoding: Bilingual, table: str | None = None) -> Bilingual:
    """In which encoding the file of a table, or the only file, is written."""
    note = Bilingual(sv=f"filen är skriven i {encoding.sv}", en=f"the file is written in {encoding.en}")
    return of_table(table, note) if table else note


def parted_by(separator: Bilingual, table: str) -> Bilingual:
    """What parts the columns of a table."""
    note = Bilingual(sv=f"kolumnerna skiljs åt av {separator.sv}", en=f"the columns are parted by {separator.en}")
    return of_table(table, note)


def on_sheets(positions: Mapping[str, int]) -> Bilingual:
    """On which sheet (from 1) each table was found."""
    told = [of_table(table, Bilingual(sv=f"blad {n}", en=f"sheet {n}")) for table, n in positions.items()]
    return Bilingual(sv=", ".join(each.sv for each in told), en=", ".join(each.en for each in told))


def of_table(table: str, note: Bilingual) -> Bilingual:
    """A note with the table that it is about."""
    called = _TABLES[table]
    return Bilingual(sv=f"{called.sv}: {note.sv}", en=f"{called.en}: {note.en}")
