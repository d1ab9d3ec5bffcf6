"""YAML 1.2 read into plain values, with the line of every one and every mistake collected.

What is built here from a parser's events keeps line numbers and refuses what rule files must not hold: duplicate
keys, anchors and aliases, tags, several documents, large files. The parser is ruamel.yaml's. A file in which libyaml
(through PyYAML) finds the same is read with that, many times as fast: what the two could take otherwise, and every
file with a mistake, goes to the first. A property test holds them against each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import ruamel.yaml.events
import yaml
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from demokrativillkor.errors import Problem

LARGEST_FILE = 1_000_000
"""Bytes; the largest rule file here is a hundredth of it."""

DEEPEST = 40
"""Levels; the deepest condition here has a third of them."""

_CORE_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
"""The plain words of the YAML 1.2 core schema, written as the project writes them."""


_DOUBTFUL = re.compile("[\t\r\x85\u2028\u2029\ufeff]|^%|^ +$|[|>][-+0-9]* *#", re.MULTILINE)
"""What libyaml, which reads YAML 1.1, takes otherwise: line breaks of that version, tabs, directives, lines of blanks,
comments right after the mark of a block of text."""

_LIBYAML: Any = getattr(yaml, "CBaseLoader", None)
"""``None`` where PyYAML was built without it."""


@dataclass
class YamlFile:
    """One file: its values, the line of each path into them, and what is wrong with it."""

    path: Path
    name: str
    value: Any = None
    lines: dict[tuple[str | int, ...], int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line_of(self, *path: str | int) -> int:
        """The line (from 1) of the nearest value on that path that the file has."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, code: str, path: tuple[str | int, ...], message: str, suggestion: str = "") -> Problem:
        """A problem at the line of that path."""
        place = f"{self.name}:{self.line_of(*path)}"
        return Problem(code=code, place=place, message=message, suggestion=suggestion)


def read_yaml(path: Path, name: str) -> YamlFile:
    """The file at ``path``, called ``name`` in messages; mistakes are in its ``problems``."""
    file = YamlFile(path, name)
    try:
        content = path.read_bytes()
        if len(content) > LARGEST_FILE:
            file.problems.append(
                file.problem("too_large", (), f"the file is larger than {LARGEST_FILE} bytes", "split it")
            )
            return file
        text = content.decode("utf-8")
        _build(file, text)
    except _TooDeepError as error:
        file.lines[()] = error.args[0]
        message = f"nests deeper than {DEEPEST} levels"
        file.problems.append(file.problem("too_deep", (), message, "name parts of the condition as definitions"))
    except OSError as error:
        file.problems.append(file.problem("unreadable", (), f"cannot be read: {error.strerror}"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        file.lines[()] = line
        file.problems.append(file.problem("not_utf8", (), "is not UTF-8", "save the file as UTF-8"))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        file.lines[()] = mark.line + 1 if mark else 1
        what = error.problem or error.context or "cannot be parsed"
        file.problems.append(file.problem("not_yaml", (), f"is not YAML: {what}", "check quotes and indentation"))
    except YAMLError as error:
        file.problems.append(file.problem("not_yaml", (), f"is not YAML: {str(error).splitlines()[0]}"))
    return file


def _build(file: YamlFile, text: str) -> None:
    """Read it with libyaml where nothing is wrong with it that way, else with ruamel.yaml."""
    if _LIBYAML and not _DOUBTFUL.search(text):
        plain = YamlFile(file.path, file.name)
        try:
            _Builder(plain, yaml.events).build(yaml.parse(text, Loader=_LIBYAML))
        except (yaml.YAMLError, _TooDeepError):
            pass  # the other says what is wrong, in its words
        else:
            if not plain.problems and isinstance(plain.value, dict) and not _has_empty_value(plain.value):
                file.value, file.lines = plain.value, plain.lines
                return
    _Builder(file, ruamel.yaml.events).build(YAML(typ="safe", pure=True).parse(text))


def _has_empty_value(value: Any) -> bool:
    """Whether a value may have been left out, so that the two parsers see it on different lines."""
    if isinstance(value, dict):
        return any(map(_has_empty_value, value.values()))
    return any(map(_has_empty_value, value)) if isinstance(value, list) else value is None


class _TooDeepError(Exception):
    """Raised with the line where a file nests too deep."""


class _Builder:
    """Makes values of a parser's events, which are the classes of the module ``kinds``."""

    def __init__(self, file: YamlFile, kinds: ModuleType) -> None:
        self._file = file
        self._kinds = kinds

    def build(self, events: Iterator[Any]) -> None:
        documents = 0
        for event in events:
            if isinstance(event, self._kinds.DocumentStartEvent):
                documents += 1
                if documents == 1:
                    self._file.value = self._value(next(events), events, ())
                else:
                    self._refuse(event, "several_documents", "a rule file holds one document", "make it two files")
                    return

    def _value(self, event: Any, events: Iterator[Any], path: tuple[str | int, ...]) -> Any:
        self._file.lines.setdefault(path, event.start_mark.line + 1)
        if len(path) > DEEPEST:
            raise _TooDeepError(event.start_mark.line + 1)
        self._refuse_unwanted(event)
        match event:
            case self._kinds.MappingStartEvent():
                return self._mapping(events, path)
            case self._kinds.SequenceStartEvent():
                return self._sequence(events, path)
            case self._kinds.ScalarEvent():
                return self._scalar(event)
            case _:
                return None

    def _mapping(self, events: Iterator[Any], path: tuple[str | int, ...]) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for event in events:
            if isinstance(event, self._kinds.MappingEndEvent):
                break
            if isinstance(event, (self._kinds.MappingStartEvent, self._kinds.SequenceStartEvent)):
                self._refuse(event, "bad_key", "a key must be a word", "write it without brackets")
            key = self._value(event, events, (*path, "<key>"))
            self._file.lines.pop((*path, "<key>"), None)
            name = key if isinstance(key, str) else str(key)
            if name in mapping:
                self._refuse(event, "duplicate_key", f"the key {name} stands here a second time", "remove one of them")
            self._file.lines[(*path, name)] = event.start_mark.line + 1
            mapping[name] = self._value(next(events), events, (*path, name))
        return mapping

    def _sequence(self, events: Iterator[Any], path: tuple[str | int, ...]) -> list[Any]:
        sequence: list[Any] = []
        for event in events:
            if isinstance(event, self._kinds.SequenceEndEvent):
                break
            sequence.append(self._value(event, events, (*path, len(sequence))))
        return sequence

    def _scalar(self, event: Any) -> Any:
        text: str = event.value
        if not event.implicit[0]:
            return text
        if text in _CORE_WORDS:
            return _CORE_WORDS[text]
        return int(text) if text.removeprefix("-").isascii() and text.removeprefix("-").isdigit() else text

    def _refuse_unwanted(self, event: Any) -> None:
        if isinstance(event, self._kinds.AliasEvent):
            self._refuse(event, "alias", "aliases are not allowed in rule files", "write the value out")
        elif getattr(event, "anchor", None):
            self._refuse(
                event, "anchor", "anchors are not allowed in rule files", "write the value out where it is used"
            )
        elif getattr(event, "tag", None):
            self._refuse(event, "tag", "tags are not allowed in rule files", "remove the word that begins with !")

    def _refuse(self, event: Any, code: str, message: str, suggestion: str) -> None:
        place = f"{self._file.name}:{event.start_mark.line + 1}"
        self._file.problems.append(Problem(code=code, place=place, message=message, suggestion=suggestion))
