"""What an application of the right shape says that cannot be so: of itself, and held against the vocabulary."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from demokrativillkor.application import Application, EvidenceKind, Finding
from demokrativillkor.errors import Problem
from demokrativillkor.intake.identifiers import NotAnOrganisationNumber, organisation_number
from demokrativillkor.intake.pointers import near_miss
from demokrativillkor.rule import Fact, Scope
from demokrativillkor.rulebook import Vocabulary

_Scopes = tuple[Scope, ...]
_ON_APPLICATION = (Scope.APPLICATION, Scope.PARTNERSHIP, Scope.AUTHORITY)
_ON_FINDING = (Scope.FINDING,)
_ON_EXCEPTION = (Scope.EXCEPTION,)
"""What the facts are about that can be answered in each place."""

_NEEDS_CREDIBILITY = {EvidenceKind.TIP, EvidenceKind.NEWS, EvidenceKind.OPEN_SOCIAL_MEDIA}


def problems_of(application: Application, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Everything that is wrong with it although its shape is right."""
    return chain(
        _organisation_problems(application),
        _reference_problems(application),
        _grant_problems(application),
        _closing_problems(application, vocabulary) if application.closings else (),
        _vocabulary_problems(application, vocabulary),
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
    ids = [finding.id for finding in application.findings]
    seen = dict.fromkeys(ids, 1)
    if len(seen) < len(ids):
        seen = Counter(ids)
    for index, finding in enumerate(application.findings):
        place = f"/findings/{index}"
        if seen[finding.id] > 1:
            yield Problem(
                code="duplicate_id",
                place=f"{place}/id",
                message="another finding has this id",
                suggestion="give each finding its own id",
            )
        if finding.evidence:
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


def _evidence_problems(finding: Finding, place: str) -> Iterator[Problem]:
    for index, evidence in enumerate(finding.evidence):
        if evidence.kind in _NEEDS_CREDIBILITY and evidence.credibility is None:
            yield Problem(
                code="no_credibility",
                place=f"{place}/evidence/{index}",
                message=f"evidence of the kind {evidence.kind} needs a judged credibility",
                suggestion="add credibility: high, fair or low",
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


def _closing_problems(application: Application, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A recorded closing must have written what a closing may write, and what stands there now."""
    closes_to = {fact.id: fact.closes_to for fact in vocabulary.about(*_ON_FINDING).values()}
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


def _vocabulary_problems(application: Application, vocabulary: Vocabulary) -> Iterator[Problem]:
    yield from _answers_in(application.facts, "/facts", vocabulary, _ON_APPLICATION)
    for index, finding in enumerate(application.findings):
        yield from _answers_in(finding.facts, f"/findings/{index}/facts", vocabulary, _ON_FINDING)
    if application.exception:
        factors = application.exception.factors
        yield from _answers_in(factors, "/exception/factors", vocabulary, _ON_EXCEPTION)
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


def _answers_in(answers: Mapping[str, str], place: str, vocabulary: Vocabulary, scopes: _Scopes) -> Iterable[Problem]:
    known = answers.items() <= vocabulary.answers(*scopes)
    return () if known else answer_problems(answers, place, vocabulary.about(*scopes))


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
        elif token not in fact.answers:
            allowed = ", ".join(fact.answers)
            yield Problem(
                code="unknown_answer",
                place=f"{place}/{fact_id}",
                message=f"this is no answer to {fact_id}",
                suggestion=f"answer {allowed}",
            )
