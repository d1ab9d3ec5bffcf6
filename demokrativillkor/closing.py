"""A person's closing of an investigation: an edit that writes an answer into each open fact.

The burden of showing an obstacle is the authority's, so a closing only ever writes what counts for the
organisation (``closesTo`` in the vocabulary). A fact without such an answer must be judged by a person. The
engine never sees that an investigation was closed; reopening it is a new assessment that supersedes.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from demokrativillkor.application import Application, Closing, Finding, JudgeRole
from demokrativillkor.engine.compile import Explained, finding_program
from demokrativillkor.errors import InputRejected, Problem
from demokrativillkor.filling import fill
from demokrativillkor.rule import RuleSet
from demokrativillkor.verdict import Verdict


def close_investigation(
    application: Application, ruleset: RuleSet, *, by: JudgeRole, on: date, reason: str
) -> Application:
    """The application with every open fact of every unsettled finding answered for the organisation.

    Args:
        by, on, reason: who closes it, when and why; recorded beside what was written.

    Raises:
        InputRejected: a finding stays unsettled because a person must judge a fact that a closing may not write.
    """
    wrote = {finding.id: answers for finding in application.findings if (answers := _answers(finding, ruleset))}
    findings = tuple(
        replace(finding, facts={**finding.facts, **wrote.get(finding.id, {})}) for finding in application.findings
    )
    problems = [problem for index, finding in enumerate(findings) for problem in _unsettled(index, finding, ruleset)]
    if problems:
        raise InputRejected(problems)
    closing = Closing(by=by, on=on, reason=reason, wrote=wrote)
    return replace(application, findings=findings, closings=(*application.closings, closing))


def _explained(finding: Finding, ruleset: RuleSet) -> Explained:
    program = finding_program(ruleset)
    return program.explain(program.encode(fill(finding.facts, finding.other_limbs, ruleset).facts))


def _open_facts(finding: Finding, ruleset: RuleSet) -> list[str]:
    explained = _explained(finding, ruleset)
    if explained.strongest is not Verdict.UNKNOWN:
        return []
    return sorted({fact for explanation in explained.explanations for fact in explanation.open})


def _answers(finding: Finding, ruleset: RuleSet) -> dict[str, str]:
    facts = (ruleset.facts_by_id[name] for name in _open_facts(finding, ruleset))
    return {fact.id: fact.closes_to for fact in facts if fact.closes_to is not None}


def _unsettled(index: int, finding: Finding, ruleset: RuleSet) -> Iterator[Problem]:
    for fact in _open_facts(finding, ruleset):
        yield Problem(
            code="must_be_judged",
            place=f"/findings/{index}/facts/{fact}",
            message=f"the investigation cannot be closed while {fact} is open: no answer to it is safe to assume",
            suggestion="let a person judge it",
        )
