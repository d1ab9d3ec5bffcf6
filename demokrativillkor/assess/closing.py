"""A person's closing of an investigation: an edit that writes an answer into each open fact.

The burden of showing an obstacle is the authority's, so a closing only ever writes what counts for the
organisation (``closesTo`` in the vocabulary). A fact without such an answer must be judged by a person. The
engine never sees that an investigation was closed; reopening it is a new assessment that supersedes.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from demokrativillkor.application import Application, Closing, Finding, JudgeRole
from demokrativillkor.assess.applying import Applied, applied_to
from demokrativillkor.assess.evaluating import reached
from demokrativillkor.assess.filling import fill
from demokrativillkor.engine.compile import finding_program
from demokrativillkor.errors import InputRejected, Problem
from demokrativillkor.ruleset import RuleSet
from demokrativillkor.verdict import Verdict


def close_investigation(
    application: Application, ruleset: RuleSet, *, by: JudgeRole, on: date, reason: str
) -> Application:
    """The application with every open fact of every unsettled finding answered for the organisation.

    Args:
        by, on, reason: who closes it, when and why; recorded beside what was written. Where nothing is open nothing
            is written or recorded.

    Raises:
        InputRejected: a finding stays unsettled because a person must judge a fact that a closing may not write.
    """
    applied = applied_to(ruleset, application.grant_form, application.recipient_kind)
    wrote = {
        finding.id: answers for finding in application.findings if (answers := _answers(finding, ruleset, applied))
    }
    findings = tuple(
        replace(finding, facts={**finding.facts, **wrote.get(finding.id, {})}) for finding in application.findings
    )
    problems = [
        problem for index, finding in enumerate(findings) for problem in _unsettled(index, finding, ruleset, applied)
    ]
    if problems:
        raise InputRejected(problems)
    if not wrote:
        return application
    closing = Closing(by=by, on=on, reason=reason, wrote=wrote)
    return replace(application, findings=findings, closings=(*application.closings, closing))


def _open_facts(finding: Finding, ruleset: RuleSet, applied: Applied) -> list[str]:
    program = finding_program(ruleset)
    filled = fill(finding.facts, finding.other_limbs, ruleset)
    explained = reached(program.explain(program.encode(filled.facts)), program, applied, filled.limb)
    if explained.strongest is not Verdict.UNKNOWN:
        return []
    return sorted({fact for explanation in explained.explanations for fact in explanation.open})


def _answers(finding: Finding, ruleset: RuleSet, applied: Applied) -> dict[str, str]:
    facts = (ruleset.facts_by_id[name] for name in _open_facts(finding, ruleset, applied))
    return {fact.id: fact.closes_to for fact in facts if fact.closes_to is not None}


def _unsettled(index: int, finding: Finding, ruleset: RuleSet, applied: Applied) -> Iterator[Problem]:
    for fact in _open_facts(finding, ruleset, applied):
        yield Problem(
            code="must_be_judged",
            place=f"/findings/{index}/facts/{fact}",
            message=f"the investigation cannot be closed while {fact} is open: no answer to it is safe to assume",
            suggestion="let a person judge it",
        )
