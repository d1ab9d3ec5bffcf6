"""The rulebook resolved ahead of time: what a wheel carries, so that a command need not read every YAML file.

A folder with ``index.json`` (the vocabulary, and for each rule set its id, role, act and digest) and one file of
canonical bytes a rule set. A rule set is read when it is asked for, and its digest is checked then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from demokrativillkor.canonical import canonical_bytes, digest
from demokrativillkor.errors import ConfigurationError
from demokrativillkor.rulebook import Entry, Rulebook, Vocabulary
from demokrativillkor.ruleset import RuleSet

FORMAT = 1
"""Changes when a bundle of one release cannot be read by another."""

_INDEX = "index.json"


@dataclass(frozen=True)
class _Listed:
    entry: Entry
    digest: str


@dataclass(frozen=True)
class _Index:
    format: int
    vocabulary: Vocabulary
    vocabulary_digest: str
    rulesets: list[_Listed]


_INDEX_ADAPTER = TypeAdapter(_Index)
_VOCABULARY_ADAPTER = TypeAdapter(Vocabulary)


def write_bundle(rulebook: Rulebook, folder: Path) -> None:
    """Write the rulebook into ``folder``, which is made.

    Raises:
        OSError: it cannot be written.
    """
    folder.mkdir(parents=True)
    listed = []
    for entry in rulebook.entries:
        ruleset = rulebook.rulesets[entry.id]
        (folder / f"{entry.id}.json").write_bytes(ruleset.canonical)
        listed.append(_Listed(entry, ruleset.digest))
    index = _Index(FORMAT, rulebook.vocabulary, _identity(rulebook.vocabulary), listed)
    (folder / _INDEX).write_bytes(_INDEX_ADAPTER.dump_json(index))


def read_bundle(folder: Path) -> Rulebook | None:
    """The rulebook in ``folder``; ``None`` where there is none.

    Raises:
        ConfigurationError: the bundle is damaged or of another release.
    """
    try:
        index = _INDEX_ADAPTER.validate_json((folder / _INDEX).read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        raise _damaged(_INDEX) from error
    if index.format != FORMAT or _identity(index.vocabulary) != index.vocabulary_digest:
        raise _damaged(_INDEX)
    digests = {listed.entry.id: listed.digest for listed in index.rulesets}
    entries = tuple(listed.entry for listed in index.rulesets)
    return Rulebook(index.vocabulary, _Bundled(folder, digests), entries)


@dataclass
class _Bundled(Mapping[str, RuleSet]):
    """Rule sets by id, each read and checked when it is first asked for."""

    folder: Path
    digests: Mapping[str, str]
    read: dict[str, RuleSet] = field(default_factory=dict)

    def __getitem__(self, ruleset_id: str) -> RuleSet:
        if ruleset_id not in self.read:
            expected, name = self.digests[ruleset_id], f"{ruleset_id}.json"
            try:
                content = (self.folder / name).read_bytes()
            except OSError as error:
                raise _damaged(name) from error
            if digest(content) != expected:
                raise _damaged(name)
            try:
                self.read[ruleset_id] = RuleSet.from_document(content)
            except ValidationError as error:
                raise _damaged(name) from error
        return self.read[ruleset_id]

    def __contains__(self, ruleset_id: object) -> bool:
        return ruleset_id in self.digests

    def __iter__(self) -> Iterator[str]:
        return iter(self.digests)

    def __len__(self) -> int:
        return len(self.digests)


def _identity(vocabulary: Vocabulary) -> str:
    document: Any = _VOCABULARY_ADAPTER.dump_python(vocabulary, mode="json")
    return digest(canonical_bytes(document))


def _damaged(name: str) -> ConfigurationError:
    return ConfigurationError(f"the rulebook of this installation is damaged ({name}); install the package again")
