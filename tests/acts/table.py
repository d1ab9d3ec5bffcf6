"""The table of acts that was made beside the encoding, row by row: the oracle of the tests in this folder.

``acts.csv`` was read out of the acts by itself, not out of the rule files. It is in Swedish, as the acts are.
"""

import csv
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One act as the table has it."""

    cells: dict[str, str]

    def __getitem__(self, column):
        return self.cells[column]

    @property
    def number(self):
        return self["sfs"]

    @property
    def ruleset(self):
        return f"sfs-{self['sfs'].replace(':', '-')}"

    @property
    def first_day(self):
        return date.fromisoformat(self["in_force"].removeprefix("by "))

    @property
    def first_day_seen(self):
        return not self["in_force"].startswith("by ")

    @property
    def key(self):
        """The transition key: a new act whose predecessor was not seen governs the grants awarded under it."""
        written = self["transition_key"]
        if written.startswith("new act"):
            return "award_date"
        return re.split(r">=|:| ", written)[0].lower()

    @property
    def transition_seen(self):
        return not self["transition_key"].startswith(("new act", "UNKNOWN"))

    @property
    def boundary(self):
        """The first day of award, or of the time covered, that comes under the act."""
        year = self["transition_key"].partition(">=")[2]
        return date(int(year), 1, 1) if year else self.first_day

    @property
    def forms(self):
        """The forms of grant in the table's words."""
        written = re.sub(r"\(.*?\)", "", self["grant_forms"])
        return [] if written == "not named" else [each.strip() for each in re.split("[,;]", written)]

    @property
    def partner_forms(self):
        """The forms, in the table's words, to which the partner limb is confined; empty where it is not."""
        only = re.match(r"limited: ([a-zåäö, ]+) only", self["partner_scope"])
        return re.split(" and ", only[1]) if only else []


def _read():
    with (Path(__file__).parent / "acts.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Row(cells) for cells in csv.DictReader(file))


ROWS = _read()
BY_ID = {row.ruleset: row for row in ROWS}
IDS = tuple(BY_ID)
