"""The case that events are added to: what was applied for, and what the rules propose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from demokrativillkor.application import Application, Evidence
from demokrativillkor.decision import Decision, LegalForce, Outcome
from demokrativillkor.ruleset import RuleSet
from demokrativillkor.verdict import Verdict


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """What the rules propose. It is no decision: that is :class:`~demokrativillkor.record.events.Signed`.

    Attributes:
        obstacles: finding → whether an obstacle is there.
    """

    outcome: Outcome
    legal_force: LegalForce
    decision_date: date
    obstacles: Mapping[str, Verdict]

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Proposal:
        """What a canonical decision proposes."""
        return cls(
            outcome=Outcome(document["outcome"]),
            legal_force=LegalForce(document["legalForce"]),
            decision_date=date.fromisoformat(document["decisionDate"]),
            obstacles={each["id"]: Verdict.from_token(each["obstacle"]) for each in document["findings"]},
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A stored decision with the application and the deciding rule set it was made of."""

    application: Application
    proposal: Proposal
    ruleset: RuleSet

    @classmethod
    def of(cls, application: Application, decision: Decision) -> Case:
        """The case of a decision just made."""
        return cls(application=application, proposal=Proposal.of(decision.document()), ruleset=decision.ruleset)

    @classmethod
    def stored(cls, application: Application, document: Mapping[str, Any], ruleset: RuleSet) -> Case:
        """The case of a stored decision: its canonical document, and the rule set with its deciding digest."""
        return cls(application=application, proposal=Proposal.of(document), ruleset=ruleset)

    def held_against(self) -> Mapping[str, tuple[Evidence, ...]]:
        """The findings a decision against the organisation can rest on, with their evidence.

        Where the rules propose such a decision they are those on which an obstacle is met: none, where it rests on a
        requirement. Else a person must find it, in any that is not ruled out, or, where all are, in any at all.
        """
        findings = self.application.sorted_findings
        met = {each.id for each in findings if self.proposal.obstacles.get(each.id) is Verdict.MET}
        if self.proposal.outcome is not Outcome.INELIGIBLE:
            met |= {each.id for each in findings if self.proposal.obstacles.get(each.id) is Verdict.UNKNOWN}
            met = met or {each.id for each in findings}
        return {each.id: each.evidence for each in findings if each.id in met}
