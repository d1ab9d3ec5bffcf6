"""YAML 1.2 read into plain values, with the line of every one and every mistake collected.

The parser is ruamel.yaml's; what is built here from its events keeps line numbers and refuses what rule
files must not hold: duplicate keys, anchors and aliases, tags, several documents, large files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from demokrativillkor.errors import Problem

LARGEST_FILE = 1_000_000
"""Bytes; the largest rule file here is a hundredth of it."""

DEEPEST = 40
"""Levels; the deepest condition here has a third of them."""

_CORE_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
"""The plain words of the YAML 1.2 core schema, written as the project writes them."""


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
        _Builder(file).build(text)
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


class _TooDeepError(Exception):
    """Raised with the line where a file nests too deep."""


class _Builder:
    def __init__(self, file: YamlFile) -> None:
        self._file = file

    def build(self, text: str) -> None:
        reader = YAML(typ="safe", pure=True)
        events: Iterator[Event] = reader.parse(text)
        documents = 0
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents == 1:
                    self._file.value = self._value(next(events), events, ())
                else:
                    self._refuse(event, "several_documents", "a rule file holds one document", "make it two files")
                    return

    def _value(self, event: Event, events: Iterator[Event], path: tuple[str | int, ...]) -> Any:
        self._file.lines.setdefault(path, event.start_mark.line + 1)
        if len(path) > DEEPEST:
            raise _TooDeepError(event.start_mark.line + 1)
        self._refuse_unwanted(event)
        match event:
            case MappingStartEvent():
                return self._mapping(events, path)
            case SequenceStartEvent():
                return self._sequence(events, path)
            case ScalarEvent():
                return self._scalar(event)
            case _:
                return None

    def _mapping(self, events: Iterator[Event], path: tuple[str | int, ...]) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for event in events:
            if isinstance(event, MappingEndEvent):
                break
            if isinstance(event, MappingStartEvent | SequenceStartEvent):
                self._refuse(event, "bad_key", "a key must be a word", "write it without brackets")
            key = self._value(event, events, (*path, "<key>"))
            self._file.lines.pop((*path, "<key>"), None)
            name = key if isinstance(key, str) else str(key)
            if name in mapping:
                self._refuse(event, "duplicate_key", f"the key {name} stands here a second time", "remove one of them")
            self._file.lines[(*path, name)] = event.start_mark.line + 1
            mapping[name] = self._value(next(events), events, (*path, name))
        return mapping

    def _sequence(self, events: Iterator[Event], path: tuple[str | int, ...]) -> list[Any]:
        sequence: list[Any] = []
        for event in events:
            if isinstance(event, SequenceEndEvent):
                break
            sequence.append(self._value(event, events, (*path, len(sequence))))
        return sequence

    def _scalar(self, event: ScalarEvent) -> Any:
        text: str = event.value
        if not event.implicit[0]:
            return text
        if text in _CORE_WORDS:
            return _CORE_WORDS[text]
        return int(text) if text.removeprefix("-").isascii() and text.removeprefix("-").isdigit() else text

    def _refuse_unwanted(self, event: Event) -> None:
        if isinstance(event, AliasEvent):
            self._refuse(event, "alias", "aliases are not allowed in rule files", "write the value out")
        elif getattr(event, "anchor", None):
            self._refuse(
                event, "anchor", "anchors are not allowed in rule files", "write the value out where it is used"
            )
        elif getattr(event, "tag", None):
            self._refuse(event, "tag", "tags are not allowed in rule files", "remove the word that begins with !")

    def _refuse(self, event: Event, code: str, message: str, suggestion: str) -> None:
        place = f"{self._file.name}:{event.start_mark.line + 1}"
        self._file.problems.append(Problem(code=code, place=place, message=message, suggestion=suggestion))
