"""The active rulebook: read, made ready to run, and exchanged as a whole while requests are answered.

Whoever answers a request takes :attr:`Rulebooks.active` once and keeps to it. A rulebook with a mistake never becomes
active by a reload, nor one that cannot be entered into the log. Workers tell each other through a file: whoever reloads
writes it, the others notice.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock

from api.waiting import blocking
from demokrativillkor import __version__
from demokrativillkor.audit.entries import RulebookEntry
from demokrativillkor.canonical import canonical_bytes, digest
from demokrativillkor.engine import Engine
from demokrativillkor.engine.compile import application_program, finding_program
from demokrativillkor.errors import Problem, RulesInvalid
from demokrativillkor.packaged import packaged_rulebook, rulebook_with
from demokrativillkor.rulebook import Rulebook
from demokrativillkor.ruleset import RuleSet
from demokrativillkor.store import Store, StoreUnavailable
from demokrativillkor.store.ids import now

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Active:
    """One rulebook with the identity of all of it."""

    book: Rulebook

    @cached_property
    def digests(self) -> dict[str, str]:
        """Rule set id → digest."""
        return {ruleset.id: ruleset.digest for ruleset in self.book.rulesets.values()}

    @cached_property
    def by_digest(self) -> dict[str, RuleSet]:
        """Digest → rule set."""
        return {ruleset.digest: ruleset for ruleset in self.book.rulesets.values()}

    @cached_property
    def digest(self) -> str:
        """``sha256:…`` over the digests of every rule set."""
        return digest(canonical_bytes(self.digests))


Reader = Callable[[], tuple[Rulebook, tuple[Problem, ...]]]
"""Reads the rules: the rulebook without what has mistakes, and the mistakes."""

Enter = Callable[[Active], object]
"""Enters into the log which rules are active from now on."""


def reader(added: Path | None) -> Reader:
    """Reads the packaged rules, with those in a folder of one's own beside them."""
    return packaged_rulebook if added is None else lambda: rulebook_with(added)


class Rulebooks:
    """Holds the active rulebook.

    Attributes:
        mistakes: how many there were in the rules when the process started; what they are in was left out, so that this
            worker answers for fewer rule sets than one that started before. A reload mends it.
    """

    def __init__(self, engine: Engine, read: Reader, told: Path | None = None, enter: Enter | None = None) -> None:
        self._engine = engine
        self._read = read
        self._told = told
        self._enter = enter
        self._heard = self._said()
        self._reloading = Lock()
        book, problems = read()
        for problem in problems:
            _LOG.error("rule set left out: %s", problem)
        self.mistakes = len(problems)
        self.active = Active(book)
        self._entered(self.active)

    def warm(self) -> None:
        """Make every condition of the active rulebook ready to run."""
        warm(self.active, self._engine)

    def reload(self, *, tell: bool = True) -> Active:
        """Read the rules anew and make them active, if nothing in them is wrong.

        Args:
            tell: whether the other workers are to do the same.

        Raises:
            RulesInvalid: there is a mistake; the rulebook that was active still is.
            EngineError: an engine cannot run the rules; likewise.
            StoreUnavailable: they cannot be entered into the log; likewise.
        """
        with self._reloading:
            book, problems = self._read()
            if problems:
                raise RulesInvalid(problems)
            found = Active(_kept(book, self.active))
            warm(found, self._engine)
            self._entered(found)
            self.active, self.mistakes = found, 0
            if tell:
                self._tell()
        _LOG.info("rulebook active: %s", found.digest)
        return found

    def notice(self) -> bool:
        """Reload if another worker did; whether it was so. What cannot become active is logged, and the old stays.

        Where it was the log that did not answer, the next look tries again: workers differ no longer than that.
        """
        said = self._said()
        if said == self._heard:
            return False
        try:
            self.reload(tell=False)
            self._heard = said
        except Exception as error:
            if not isinstance(error, StoreUnavailable):
                self._heard = said
            _LOG.error("rulebook refused (%s); the one that was active still is", type(error).__name__)
        return True

    def _entered(self, active: Active) -> None:
        if self._enter:
            self._enter(active)

    def _tell(self) -> None:
        if self._told:
            tell_workers(self._told)
            self._heard = self._said()

    def _said(self) -> str:
        try:
            return self._told.read_text(encoding="ascii") if self._told else ""
        except OSError:
            return ""


def note_rulebook(store: Store, engine: Engine, active: Active) -> None:
    """Enter into the log which rules are active from now on, unless that is what its last such entry says.

    Raises:
        StoreUnavailable: the log cannot be written, or not in time.
    """
    entry = RulebookEntry(at=now(), rule_sets=active.digests, software=__version__, engine=engine.name)
    blocking(store.note_rulebook(entry))


def tell_workers(path: Path) -> None:
    """Make every worker read the rules anew."""
    written = path.with_suffix(".new")
    written.write_text(secrets.token_hex(8), encoding="ascii")
    written.replace(path)


def warm(active: Active, engine: Engine) -> None:
    """Read every rule set and evaluate it once on nothing known, so that the first request waits for nothing.

    Raises:
        EngineError: an engine cannot run the conditions.
    """
    for ruleset in active.by_digest.values():
        for program in (finding_program(ruleset), application_program(ruleset)):
            if program.names:
                engine.evaluate(program, program.encode({}))


def _kept(book: Rulebook, active: Active) -> Rulebook:
    """The rulebook with every rule set that has not changed as the object it was: what was made ready stays so."""
    rulesets = {
        ruleset_id: active.by_digest.get(ruleset.digest, ruleset) for ruleset_id, ruleset in book.rulesets.items()
    }
    return Rulebook(book.vocabulary, rulesets)
