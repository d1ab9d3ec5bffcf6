"""From bytes that somebody sent to an event, or to every reason why not.

As with applications, nothing repeats a value it was given, identity numbers are masked in prose and refused
elsewhere, and JSON that two readers could take differently is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any, NoReturn, cast

from pydantic import ValidationError

from demokrativillkor.errors import InputRejected, Problem
from demokrativillkor.intake.checking import answer_problems
from demokrativillkor.intake.identifiers import holds_personal_number, mask
from demokrativillkor.intake.parsing import MaskedText, personal_number_problem
from demokrativillkor.intake.pointers import Places, shape_problem
from demokrativillkor.intake.reading import described, read_json
from demokrativillkor.record.events import CLASSES, Event, Kind, Steps, adapter
from demokrativillkor.rule import Scope
from demokrativillkor.rulebook import Vocabulary

PROSE = frozenset(
    {
        "appeal",
        "conditions",
        "decision",
        "exception",
        "opinion",
        "proportionality",
        "reason",
        "reasons",
        "remark",
        "reservation",
        "response",
        "summary",
        "takesEffect",
        "what",
        "why",
    }
)
"""The fields of free text: identity numbers in them are masked, everywhere else they are refused."""


@dataclass(frozen=True, slots=True)
class EventIntake:
    """An event that can be added, and what was masked on the way in."""

    event: Event
    masked: tuple[MaskedText, ...]


def read_event(content: bytes, vocabulary: Vocabulary) -> EventIntake:
    """The event in ``content`` (JSON, UTF-8); whether it may follow what the record holds is another question.

    Raises:
        InputRejected: everything that is wrong with it, each with its place, cause and remedy.
    """
    names = _names() | vocabulary.facts.keys()
    value = read_json(content, names)
    kind = _kind(value)
    masked: list[MaskedText] = []
    problems: list[Problem] = []
    cleared = _cleared(value, "", names, masked, problems)
    InputRejected.raise_if_any(problems)
    event = _shaped(kind, cleared, names)
    InputRejected.raise_if_any(chain(_not_ours_to_take(cleared), _answers(event, vocabulary)))
    return EventIntake(event, tuple(masked))


def stored_event(content: bytes) -> Event:
    """The event with this canonical content, as the store gives it back.

    Raises:
        pydantic.ValidationError: the content is not an event.
        KeyError: there is no such kind of event.
    """
    value = json.loads(content)
    return cast(Event, adapter(CLASSES[value.pop("kind")]).validate_json(json.dumps(value)))


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    schemas = [adapter(CLASSES[kind]).json_schema(by_alias=True) for kind in CLASSES]
    shapes = [shape for schema in schemas for shape in (schema, *schema.get("$defs", {}).values())]
    return frozenset({"kind"} | {key for shape in shapes for key in shape.get("properties", {})})


def _kind(value: Any) -> str:
    if not isinstance(value, dict):
        _refuse("wrong_type", "", "an event is a JSON object", "write it in braces")
    if "kind" not in value:
        _refuse("missing", "", "kind is missing", "add kind")
    if value["kind"] not in list(Kind):
        message, remedy = "this is none of the values there are", f"write one of {', '.join(Kind)}"
        _refuse("unknown_value", "/kind", message, remedy)
    return str(value["kind"])


def _refuse(code: str, place: str, message: str, remedy: str) -> NoReturn:
    raise InputRejected([Problem(code=code, place=place, message=message, suggestion=remedy)])


def _cleared(
    value: Any,
    place: str,
    names: frozenset[str],
    masked: list[MaskedText],
    problems: list[Problem],
    prose: bool = False,
) -> Any:
    """The value with prose masked; what must be refused is added to the problems."""
    if isinstance(value, dict):
        return {
            key: _cleared(part, here, names, masked, problems, prose or key in PROSE)
            for key, part, here in _members(value, place, names, problems)
        }
    if isinstance(value, list):
        return [_cleared(part, f"{place}/{index}", names, masked, problems, prose) for index, part in enumerate(value)]
    if not isinstance(value, str):
        return value
    if prose:
        cleared = mask(value)
        if cleared.personal_numbers or cleared.reserve_numbers:
            masked.append(MaskedText(place, cleared.personal_numbers, cleared.reserve_numbers))
        return cleared.text
    if holds_personal_number(value):
        problems.append(personal_number_problem(place))
    return value


def _members(
    value: dict[str, Any], place: str, names: frozenset[str], problems: list[Problem]
) -> Iterator[tuple[str, Any, str]]:
    for position, (key, part) in enumerate(value.items(), 1):
        here = f"{place}/{key if key in names else described(position)}"
        if key not in names and holds_personal_number(key):
            problems.append(personal_number_problem(here))
        yield key, part, here


def _shaped(kind: str, value: Any, names: frozenset[str]) -> Event:
    try:
        return cast(
            Event,
            adapter(CLASSES[kind]).validate_json(
                json.dumps({key: part for key, part in value.items() if key != "kind"})
            ),
        )
    except ValidationError as invalid:
        places = Places(value, names, schema="event")
        raise InputRejected(shape_problem(error, places) for error in invalid.errors(include_url=False)) from None


def _not_ours_to_take(value: dict[str, Any]) -> Iterator[Problem]:
    letter = value.get("letter")
    if isinstance(letter, dict) and "page" in letter:
        yield Problem(
            code="unknown_key",
            place="/letter/page",
            message="the page is written here, with the text",
            suggestion="leave letter out, and both are written",
        )
    if "evaluated" in value:
        yield Problem(
            code="unknown_key",
            place="/evaluated",
            message="the process rules are evaluated here, at the signature",
            suggestion="leave it out",
        )


def _answers(event: Event, vocabulary: Vocabulary) -> Iterator[Problem]:
    if isinstance(event, Steps):
        yield from answer_problems(event.answers, "/answers", vocabulary.about(Scope.PROCESS))
