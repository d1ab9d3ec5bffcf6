"""An application read, held against its shape and the vocabulary, and cleared of identity numbers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from demokrativillkor.application import LONGEST_PROSE, Application, Closing, ExceptionJudgement, Finding
from demokrativillkor.errors import InputRejected, Problem
from demokrativillkor.intake.checking import problems_of
from demokrativillkor.intake.identifiers import USUAL_FORM, holds_personal_number, mask, organisation_number
from demokrativillkor.intake.plain import read_plainly
from demokrativillkor.intake.pointers import Places, shape_problem
from demokrativillkor.intake.reading import described, read_json
from demokrativillkor.rulebook import Vocabulary

_APPLICATION = TypeAdapter(Application)

Holder = TypeVar("Holder", Application, ExceptionJudgement, Finding, Closing)
"""What holds free text."""

_PROSE = frozenset({"notes", "reasons", "reason"})
"""The fields of free text: identity numbers in them are masked, everywhere else they are refused."""


@dataclass(frozen=True, slots=True)
class MaskedText:
    """Identity numbers masked in one text: the JSON pointer of the text, and how many there were."""

    place: str
    personal_numbers: int
    reserve_numbers: int

    @property
    def count(self) -> int:
        """How many numbers were masked."""
        return self.personal_numbers + self.reserve_numbers

    def document(self) -> dict[str, Any]:
        """What was masked, as plain JSON values."""
        return {
            "place": self.place,
            "personalNumbers": self.personal_numbers,
            "reserveNumbers": self.reserve_numbers,
        }


@dataclass(frozen=True, slots=True)
class Intake:
    """An application that can be assessed, and what was masked on the way in."""

    application: Application
    masked: tuple[MaskedText, ...]


def read_application(content: bytes, vocabulary: Vocabulary, *, defaults: Mapping[str, str] | None = None) -> Intake:
    """The application in ``content`` (JSON, UTF-8).

    Args:
        defaults: top-level fields that the caller fills in, such as the decision date; they replace what is there.

    Raises:
        InputRejected: everything that is wrong with it, each with its place, cause and remedy.
    """
    defaults = defaults or {}
    application = read_plainly(content, defaults)
    if application and not any(problems_of(application, vocabulary)):
        return Intake(_with_usual_number(application), ())
    return read_carefully(content, vocabulary, defaults)


def read_carefully(content: bytes, vocabulary: Vocabulary, defaults: Mapping[str, str]) -> Intake:
    """What :func:`read_application` means: every text is looked at, every mistake is told.

    Raises:
        InputRejected: as there.
    """
    names = _names(vocabulary)
    value = read_json(content, names)
    if not isinstance(value, dict):
        problem = Problem(
            code="wrong_type", place="", message="an application is a JSON object", suggestion="write it in braces"
        )
        raise InputRejected([problem])
    value = {**value, **defaults}
    application = _shaped(value, names)
    InputRejected.raise_if_any(chain(_identity_numbers(value, "", names), problems_of(application, vocabulary)))
    return _cleared(application)


@lru_cache(maxsize=8)
def _names_of_shape() -> frozenset[str]:
    schema = _APPLICATION.json_schema(by_alias=True)
    shapes = [schema, *schema.get("$defs", {}).values()]
    return frozenset(key for shape in shapes for key in shape.get("properties", {}))


def _names(vocabulary: Vocabulary) -> frozenset[str]:
    return _names_of_shape() | vocabulary.facts.keys() | vocabulary.grounds.keys()


def _shaped(value: Any, names: frozenset[str]) -> Application:
    try:
        return _APPLICATION.validate_json(json.dumps(value))
    except ValidationError as invalid:
        places = Places(value, names)
        raise InputRejected(shape_problem(error, places) for error in invalid.errors(include_url=False)) from None


def _identity_numbers(value: Any, place: str, names: frozenset[str]) -> Iterator[Problem]:
    """Every structured text, and every key, that holds a person's identity number."""
    if isinstance(value, dict):
        for position, (key, part) in enumerate(value.items(), 1):
            here = f"{place}/{key if key in names else described(position)}"
            if key not in names and holds_personal_number(key):
                yield personal_number_problem(here)
            if key not in _PROSE and here != "/organisation/number":
                yield from _identity_numbers(part, here, names)
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _identity_numbers(part, f"{place}/{index}", names)
    elif isinstance(value, str) and holds_personal_number(value):
        yield personal_number_problem(place)


def personal_number_problem(place: str) -> Problem:
    """That a person's identity number stands there."""
    return Problem(
        code="personal_number",
        place=place,
        message="this holds a person's identity number",
        suggestion="write the role instead; no identity numbers are accepted here",
    )


def _cleared(application: Application) -> Intake:
    """The application with free text masked and the organisation number in its usual form."""
    masked: list[MaskedText] = []

    def clear(holder: Holder, field: str, place: str) -> Holder:
        """The holder of a text, the text masked."""
        text = getattr(holder, field)
        cleared = mask(text) if text else None
        if not (cleared and cleared.text != text):
            return holder
        if len(cleared.text) > LONGEST_PROSE:
            raise InputRejected([_too_long_masked(f"{place}/{field}")])
        masked.append(MaskedText(f"{place}/{field}", cleared.personal_numbers, cleared.reserve_numbers))
        changes: dict[str, Any] = {field: cleared.text}
        return replace(holder, **changes)

    exception = application.exception and clear(application.exception, "reasons", "/exception")
    findings = tuple(clear(each, "notes", f"/findings/{index}") for index, each in enumerate(application.findings))
    closings = tuple(clear(each, "reason", f"/closings/{index}") for index, each in enumerate(application.closings))
    if masked:
        application = replace(application, exception=exception, findings=findings, closings=closings)
    application = clear(application, "notes", "")
    return Intake(_with_usual_number(application), tuple(masked))


def _too_long_masked(place: str) -> Problem:
    return Problem(
        code="too_long",
        place=place,
        message="this is too long with its identity numbers masked",
        suggestion=f"use at most {LONGEST_PROSE}, and no identity numbers",
    )


def _with_usual_number(application: Application) -> Application:
    """The application with the organisation number in its usual form."""
    organisation = application.organisation
    if organisation is None or organisation.number is None:
        return application
    if USUAL_FORM.fullmatch(organisation.number):
        return application
    usual = organisation_number(organisation.number)
    return replace(application, organisation=replace(organisation, number=usual))
