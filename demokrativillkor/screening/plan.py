"""Everything that the answer to one chunk depends on, beside its rows: the same in every process, on every machine."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from threading import Lock

from demokrativillkor.application import Examination, RequiredExamination
from demokrativillkor.bilingual import Language
from demokrativillkor.bundle import read_bundle
from demokrativillkor.errors import ConfigurationError
from demokrativillkor.rulebook import Rulebook
from demokrativillkor.ruleset import RuleSet
from demokrativillkor.screening.columns import Screen
from demokrativillkor.screening.naming import ColumnsFile
from demokrativillkor.screening.tables import Table

CHUNK = 1 << 18
"""Applications in a chunk unless something else is said: as many as Polars writes together in Parquet, and reads so."""


class Which(StrEnum):
    """Of which applications something is done beside the screening."""

    ALL = "all"
    ADVERSE = "adverse"
    NONE = "none"


class Form(StrEnum):
    """The form of a file, by how its name ends."""

    PARQUET = "parquet"
    CSV = "csv"
    JSONL = "jsonl"
    XLSX = "xlsx"


@dataclass(frozen=True, kw_only=True)
class Options:
    """What was asked for.

    Attributes:
        ruleset: id of the rules instead of those of each application's grant.
        compare: id of the rules to compare with.
        examination: what the authority's own profile demands of the examination of a ground.
        on: decision date instead of the applications' own.
        decisions: whose canonical decisions are written beside.
        verify: whose outcome is evaluated once more with the reference; ``adverse`` is also 1 % of the rest.
        most: applications in a chunk.
    """

    columns: ColumnsFile = field(default_factory=ColumnsFile)
    ruleset: str | None = None
    compare: str | None = None
    examination: RequiredExamination = Examination.DECLARED
    on: str | None = None
    decisions: Which = Which.NONE
    verify: Which = Which.ADVERSE
    seed: int = 1
    most: int = CHUNK
    language: Language = "sv"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What was asked for, of which tables, under which rules, and where to put what was finished.

    Attributes:
        nested: the tables were read one application at a time, and checked then.
        rules: the folder of the resolved rules (:mod:`demokrativillkor.bundle`).
    """

    state: str
    options: Options
    form: Form
    rules: str
    nested: bool
    applications: Table
    findings: Table | None
    duplicates: str | None


@dataclass(frozen=True)
class Rules:
    """A rulebook, ready to screen with.

    Attributes:
        meant: what the reference has said of the situations of chunks screened before.
        turn: whose turn it is to verify. Two chunks at a time would ask the reference the same, and take the
            interpreter from each other.
    """

    rulebook: Rulebook
    named: RuleSet | None
    screen: Screen
    other: Screen | None
    meant: dict[int, tuple[object, ...]] = field(default_factory=dict)
    turn: Lock = field(default_factory=Lock)

    @classmethod
    def of(cls, rulebook: Rulebook, options: Options) -> Rules:
        """Make ready what was asked for."""
        named = rulebook.ruleset(options.ruleset) if options.ruleset else None
        other = rulebook.ruleset(options.compare) if options.compare else None
        required = options.examination
        return cls(
            rulebook,
            named,
            Screen(rulebook, ruleset=named, examination_required=required),
            Screen(rulebook, ruleset=other, examination_required=required) if other else None,
        )


def rules_for(plan: Plan) -> Rules:
    """The rules of a plan; read and made ready once in each process."""
    options = plan.options
    key = (plan.rules, options.ruleset, options.compare, options.examination)
    if key not in _READY:
        rulebook = read_bundle(Path(plan.rules))
        if rulebook is None:
            raise ConfigurationError("the rules of the run are not there; every worker must see the same folder")
        _READY[key] = Rules.of(rulebook, options)
    return _READY[key]


def rules_at(folder: Path) -> Rules:
    """The rules in a folder, as each application's grant chooses; read once in each process."""
    options = Options()
    key = (str(folder), options.ruleset, options.compare, options.examination)
    if key not in _READY:
        rulebook = read_bundle(folder)
        if rulebook is None:
            raise ConfigurationError("the rules of the run are not there; every worker must see the same folder")
        _READY[key] = Rules.of(rulebook, options)
    return _READY[key]


def keep_ready(plan: Plan, rules: Rules) -> None:
    """Spare this process the reading of rules that it has."""
    options = plan.options
    _READY[plan.rules, options.ruleset, options.compare, options.examination] = rules


_READY: dict[tuple[str, str | None, str | None, RequiredExamination], Rules] = {}
