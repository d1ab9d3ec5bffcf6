"""An application read, held against its shape and the vocabulary, and cleared of identity numbers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import Any

from pydantic import TypeAdapter, ValidationError

from demokrativillkor.application import Application, EvidenceKind, Finding
from demokrativillkor.errors import InputRejected, Problem
from demokrativillkor.intake.identifiers import (
    NotAnOrganisationNumber,
    holds_personal_number,
    mask,
    organisation_number,
)
from demokrativillkor.intake.pointers import Places, near_miss, shape_problem
from demokrativillkor.intake.reading import described, read_json
from demokrativillkor.rule import UNKNOWN, Fact, Scope
from demokrativillkor.rulebook import Vocabulary

_APPLICATION = TypeAdapter(Application)

_PROSE = frozenset({"notes", "reasons", "reason"})
"""The fields of free text: identity numbers in them are masked, everywhere else they are refused."""

_NEEDS_CREDIBILITY = {EvidenceKind.TIP, EvidenceKind.NEWS, EvidenceKind.OPEN_SOCIAL_MEDIA}


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
    names = _names(vocabulary)
    value = read_json(content, names)
    if not isinstance(value, dict):
        problem = Problem(
            code="wrong_type", place="", message="an application is a JSON object", suggestion="write it in braces"
        )
        raise InputRejected([problem])
    value = {**value, **(defaults or {})}
    application = _shaped(value, names)
    InputRejected.raise_if_any(
        chain(
            _identity_numbers(value, "", names),
            _organisation_problems(application),
            _reference_problems(application),
            _grant_problems(application),
            _closing_problems(application, vocabulary),
            _vocabulary_problems(application, vocabulary),
        )
    )
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


def _grant_problems(application: Application) -> Iterator[Problem]:
    """Dates of the grant that contradict each other."""
    period = application.period
    if period and period.last < period.first:
        yield Problem(
            code="contradiction",
            place="/period/last",
            message="the period ends before it begins",
            suggestion="give the first and the last day, both included",
        )
    if application.award_date and application.award_date > application.decision_date:
        yield Problem(
            code="contradiction",
            place="/awardDate",
            message="the grant was awarded after the decision date",
            suggestion="give the day the grant concerned was awarded, or leave it out",
        )


def _organisation_problems(application: Application) -> Iterator[Problem]:
    organisation = application.organisation
    if organisation and organisation.number is not None:
        try:
            organisation_number(organisation.number)
        except NotAnOrganisationNumber as error:
            yield Problem(
                code=error.code,
                place="/organisation/number",
                message=f"this {error}",
                suggestion="write NNNNNN-NNNN from the register, or leave it out",
            )


def _reference_problems(application: Application) -> Iterator[Problem]:
    seen = Counter(finding.id for finding in application.findings)
    for index, finding in enumerate(application.findings):
        place = f"/findings/{index}"
        if seen[finding.id] > 1:
            yield Problem(
                code="duplicate_id",
                place=f"{place}/id",
                message="another finding has this id",
                suggestion="give each finding its own id",
            )
        yield from _evidence_problems(finding, place)
    if application.exception:
        for index, covered in enumerate(application.exception.covers):
            if covered not in seen:
                yield Problem(
                    code="unknown_finding",
                    place=f"/exception/covers/{index}",
                    message="no finding has this id",
                    suggestion="name a finding of this application",
                )
            elif covered in application.exception.covers[:index]:
                yield Problem(
                    code="duplicate_id",
                    place=f"/exception/covers/{index}",
                    message="this finding is named before",
                    suggestion="name each finding once",
                )


def _closing_problems(application: Application, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A recorded closing must have written what a closing may write, and what stands there now."""
    closes_to = {fact.id: fact.closes_to for fact in vocabulary.about(Scope.FINDING).values()}
    for index, closing in enumerate(application.closings):
        written = [answer for answers in closing.wrote.values() for answer in answers.items()]
        if not all(closing.wrote.values()) or not written:
            yield _not_a_closing(index, "wrote nothing")
        if any(closes_to.get(fact) != answer for fact, answer in written):
            yield _not_a_closing(index, "wrote an answer that no closing writes")
    facts = {finding.id: finding.facts for finding in application.findings}
    wrote = {
        (finding, fact): (index, answer)
        for index, closing in enumerate(application.closings)
        for finding, answers in closing.wrote.items()
        for fact, answer in answers.items()
    }
    for (finding, fact), (index, answer) in wrote.items():
        if facts.get(finding, {}).get(fact) != answer:
            yield Problem(
                code="closing_mismatch",
                place=f"/closings/{index}/wrote",
                message="this closing says that it wrote an answer that does not stand in the finding",
                suggestion="record the closing as it was made, with the findings it left",
            )


def _not_a_closing(index: int, what: str) -> Problem:
    return Problem(
        code="not_a_closing",
        place=f"/closings/{index}/wrote",
        message=f"this closing says that it {what}",
        suggestion="a closing writes into open facts what counts for the organisation (closesTo), and nothing else",
    )


def _evidence_problems(finding: Finding, place: str) -> Iterator[Problem]:
    for index, evidence in enumerate(finding.evidence):
        if evidence.kind in _NEEDS_CREDIBILITY and evidence.credibility is None:
            yield Problem(
                code="no_credibility",
                place=f"{place}/evidence/{index}",
                message=f"evidence of the kind {evidence.kind} needs a judged credibility",
                suggestion="add credibility: high, fair or low",
            )


def _vocabulary_problems(application: Application, vocabulary: Vocabulary) -> Iterator[Problem]:
    on_finding = vocabulary.about(Scope.FINDING)
    on_application = vocabulary.about(Scope.APPLICATION, Scope.PARTNERSHIP, Scope.AUTHORITY)
    yield from answer_problems(application.facts, "/facts", on_application)
    for index, finding in enumerate(application.findings):
        yield from answer_problems(finding.facts, f"/findings/{index}/facts", on_finding)
    if application.exception:
        factors = vocabulary.about(Scope.EXCEPTION)
        yield from answer_problems(application.exception.factors, "/exception/factors", factors)
    if application.recipient_kind and application.recipient_kind not in vocabulary.recipient_kinds:
        yield Problem(
            code="unknown_value",
            place="/recipientKind",
            message="there is no such kind of recipient",
            suggestion=f"there are: {', '.join(vocabulary.recipient_kinds)}",
        )
    if application.grant_form and vocabulary.grant_forms and application.grant_form not in vocabulary.grant_forms:
        yield Problem(
            code="unknown_value",
            place="/grantForm",
            message="there is no such grant form",
            suggestion=f"there are: {', '.join(vocabulary.grant_forms)}",
        )
    for position, ground in enumerate(application.examinations, 1):
        if ground not in vocabulary.grounds:
            yield Problem(
                code="unknown_ground",
                place="/examinations",
                message=f"key number {position} of this object is no ground",
                suggestion=f"there are: {', '.join(vocabulary.grounds)}",
            )


def answer_problems(answers: Mapping[str, str], place: str, facts: Mapping[str, Fact]) -> Iterator[Problem]:
    """Every answer to what is none of these facts, or that is none of its answers."""
    for position, (fact_id, token) in enumerate(answers.items(), 1):
        fact = facts.get(fact_id)
        if fact is None:
            near = near_miss(fact_id, facts)
            yield Problem(
                code="unknown_fact",
                place=place,
                message=f"key number {position} of this object is no fact that can be answered here",
                suggestion=f"did you mean {near}?" if near else "see `demokrativillkor facts`",
            )
        elif token != UNKNOWN and fact.label_of(token) is None:
            allowed = ", ".join((*fact.tokens, *(value.token for value in fact.unknown_tokens), UNKNOWN))
            yield Problem(
                code="unknown_answer",
                place=f"{place}/{fact_id}",
                message=f"this is no answer to {fact_id}",
                suggestion=f"answer {allowed}",
            )


def _cleared(application: Application) -> Intake:
    """The application with free text masked and the organisation number in its usual form."""
    masked: list[MaskedText] = []

    def clear(text: str, place: str) -> str:
        cleared = mask(text)
        if cleared.personal_numbers or cleared.reserve_numbers:
            masked.append(MaskedText(place, cleared.personal_numbers, cleared.reserve_numbers))
        return cleared.text

    organisation = application.organisation
    if organisation and organisation.number is not None:
        organisation = replace(organisation, number=organisation_number(organisation.number))
    exception = application.exception
    if exception:
        exception = replace(exception, reasons=clear(exception.reasons, "/exception/reasons"))
    cleared = replace(
        application,
        organisation=organisation,
        findings=tuple(
            replace(finding, notes=finding.notes and clear(finding.notes, f"/findings/{index}/notes"))
            for index, finding in enumerate(application.findings)
        ),
        exception=exception,
        closings=tuple(
            replace(closing, reason=clear(closing.reason, f"/closings/{index}/reason"))
            for index, closing in enumerate(application.closings)
        ),
        notes=application.notes and clear(application.notes, "/notes"),
    )
    return Intake(cleared, tuple(masked))
