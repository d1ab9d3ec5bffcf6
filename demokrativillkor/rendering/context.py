"""What every section of a text needs: the decision, the application, and words in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from textwrap import fill as wrap

from demokrativillkor.application import Application, Finding
from demokrativillkor.assess.filling import fill
from demokrativillkor.bilingual import Bilingual, Language
from demokrativillkor.citation import Citation
from demokrativillkor.decision import Decision, FindingEvaluation, Outcome, RuleEvaluation
from demokrativillkor.rendering import phrases
from demokrativillkor.rule import ACTOR, ATTRIBUTED, UNKNOWN, Effect, Fact, Rule
from demokrativillkor.ruleset import RuleSet
from demokrativillkor.verdict import Verdict

CONTEXT = "context"
"""The fact that says whether an act belonged to the activities."""

WIDTH = 100
"""Characters a line: narrow enough for a letter, wide enough for a screen."""


@dataclass(frozen=True)
class Context:
    """One decision to be told in one language."""

    decision: Decision
    application: Application
    language: Language

    @property
    def ruleset(self) -> RuleSet:
        """The deciding rule set."""
        return self.decision.ruleset

    @cached_property
    def findings(self) -> Mapping[str, Finding]:
        """The application's findings by id."""
        return {finding.id: finding for finding in self.application.findings}

    def say(self, text: Bilingual) -> str:
        """The text in the reader's language."""
        return text.to(self.language)

    def answers(self, finding_id: str) -> Mapping[str, str]:
        """The facts of a finding as the rules saw them."""
        finding = self.findings[finding_id]
        return fill(finding.facts, finding.other_limbs, self.ruleset).facts

    def in_order(self, fact_ids: Iterable[str]) -> list[Fact]:
        """Facts in the order of the vocabulary: proof, actor and context before the grounds."""
        wanted = set(fact_ids)
        known = {fact.id: fact for each in (self.ruleset, *self.decision.advisory) for fact in each.facts}
        return [fact for fact in known.values() if fact.id in wanted]

    def answer(self, fact: Fact, answers: Mapping[str, str]) -> str:
        """The label of a fact's answer."""
        label = fact.label_of(answers.get(fact.id, ""))
        return self.say(label or phrases.UNKNOWN_ANSWER)

    def cite(self, citation: Citation) -> str:
        """The citation in running text."""
        return self.say(citation.cite)

    def cited(self, citation: Citation) -> str:
        """The citation with the words of the law in quotation marks, where the source is quoted."""
        if citation.quote is None:
            return f"{self.cite(citation)}."
        return f"{self.cite(citation)}: {quoted(citation.quote.rstrip('.'), self.language)}."

    def limb(self, finding: FindingEvaluation) -> Citation | None:
        """What of the act reaches the conduct, where that is a provision of its own."""
        return next((limb.citation for limb in self.ruleset.limbs if limb.id == finding.limb), None)

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id, in the deciding rule set or in one that advised."""
        named = rule_id.partition(":")[0]
        sets = (self.ruleset, *self.decision.advisory)
        return next(each for each in sets if each.id == named).rule(rule_id)

    def reason(self, evaluation: RuleEvaluation, answers: Mapping[str, str]) -> str:
        """The rule's reason for the verdict, filled in."""
        rule = self.rule(evaluation.rule)
        facts = self.in_order(evaluation.reason_facts)
        told = [self.say(fact.label) for fact in facts]
        if evaluation.reason_code != "unknown":
            told = [f"{label} ({self.answer(fact, answers)})" for label, fact in zip(told, facts, strict=True)]
        template = {"met": rule.reasons.met, "notMet": rule.reasons.not_met, "unknown": rule.reasons.unknown}
        return self.say(template[evaluation.reason_code]).format(
            citation=self.cite(rule.citation), facts=", ".join(told)
        )

    def named(self, rule: Rule) -> str:
        """How a rule is called in a list: its provision and its title."""
        return f"{self.cite(rule.citation)}: {self.say(rule.title)}"

    def open_on_findings(self) -> Iterator[tuple[FindingEvaluation, list[Fact]]]:
        """Per finding the open facts that can decide the outcome; with an open attribution also the unknown actor."""
        for finding in self.decision.findings:
            missing = {fact for each in finding.evaluations if each.decisive for fact in each.open_facts}
            if ATTRIBUTED in missing and self.answers(finding.finding).get(ACTOR, UNKNOWN) == UNKNOWN:
                missing.add(ACTOR)
            if missing:
                yield finding, self.in_order(missing)

    def open_on_application(self) -> list[Fact]:
        """The open facts of requirements, and of dispensations from them, that can decide the outcome."""
        decisive = [each for each in self.decision.requirements if each.evaluation.decisive]
        missing = {fact for each in decisive for fact in each.evaluation.open_facts}
        unmet = [each for each in decisive if each.evaluation.verdict is not Verdict.MET]
        missing |= {fact for each in unmet for fact in each.dispensation.open_facts}
        return self.in_order(missing)

    def open_grounds(self) -> list[str]:
        """The grounds whose examination does not suffice, where the outcome waits for it."""
        if self.decision.outcome is not Outcome.UNDETERMINED:
            return []
        return [each.ground for each in self.decision.examined.grounds if not each.suffices]

    def conditions_on(self, ground: str) -> str:
        """The provisions on a ground, with the words of the law."""
        rules = [rule for rule in self.ruleset.with_effect(Effect.OBSTACLE) if rule.ground == ground]
        return "; ".join(self.cited(rule.citation).rstrip(".") for rule in rules)

    def described(self, evaluation: FindingEvaluation) -> str:
        """A finding in a few words: its id, who acted and in what context."""
        answers = self.answers(evaluation.finding)
        facts = self.ruleset.facts_by_id
        words = []
        for fact_id, unknown in ((ACTOR, phrases.UNKNOWN_ACTOR), (CONTEXT, phrases.UNKNOWN_CONTEXT)):
            label = facts[fact_id].label_of(answers.get(fact_id, "")) if fact_id in facts else None
            words.append(self.say(label or unknown))
        return f"{evaluation.finding} ({', '.join(words)})"


def quoted(words: str, language: Language) -> str:
    """The words in the quotation marks of the language around them."""
    return f"”{words}”" if language == "sv" else f"“{words}”"


def sentence(words: str) -> str:
    """The words with a capital and a full stop."""
    return f"{words[:1].upper()}{words[1:]}."


def paragraph(text: str, indent: int = 0) -> str:
    """The text wrapped to :data:`WIDTH`, indented."""
    margin = " " * indent
    return wrap(
        text, WIDTH, initial_indent=margin, subsequent_indent=margin, break_long_words=False, break_on_hyphens=False
    )


def item(text: str, indent: int = 0, mark: str = "-") -> str:
    """The text as an item of a list."""
    margin = " " * indent
    first, rest = f"{margin}{mark} ", margin + " " * (len(mark) + 1)
    return wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
