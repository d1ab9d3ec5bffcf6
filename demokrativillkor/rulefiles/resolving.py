"""Files that have been read, resolved into rule sets with everything they refer to written in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from demokrativillkor.act import Act, Adoption, Clause, LeftToPerson, Transition
from demokrativillkor.citation import Citation
from demokrativillkor.condition import Condition, Use, facts_of, nodes_of
from demokrativillkor.rule import ACTOR, ATTRIBUTED, OPINION_ONLY, Definition, Fact, Reasons, Rule
from demokrativillkor.rulebook import Vocabulary
from demokrativillkor.rulefiles.actmodels import ActFile, AdoptionFile, ClauseFile, ProvisionsFile, TransitionFile
from demokrativillkor.rulefiles.basemodels import CitationFile, ConditionFile, Texts
from demokrativillkor.rulefiles.models import (
    AttributionFile,
    DefinitionFile,
    LimbFile,
    RuleFile,
    RuleSetFile,
    StoppedFile,
)
from demokrativillkor.rulefiles.setfiles import SetFiles
from demokrativillkor.rulefiles.sources import Sources
from demokrativillkor.ruleset import NOBODY, Attribution, Limb, Role, RuleSet, StartDate, Stopped, Unverified


def resolve_ruleset(
    files: SetFiles, described: RuleSetFile, vocabulary: Vocabulary, sources: Sources, stopped: Mapping[str, Stopped]
) -> RuleSet:
    """The rule set with citations, definitions and facts resolved; the files must be free of problems."""
    resolved = tuple(_rule(rule.described, sources) for rule in files.rules)
    written = files.definitions or {}
    reached = _definitions_reached(resolved, {name: each.condition.resolved() for name, each in written.items()})
    definitions = tuple(
        _definition(name, each, sources)
        for name, each in written.items()
        if name in reached or name in described.definitions
    )
    return RuleSet(
        id=described.id,
        role=described.role,
        title=described.title.resolved(),
        status=described.status,
        version=described.version,
        legal_force=described.legal_force.resolved(),
        act=_act(described.act),
        transition=_transition(described.transition, sources),
        adoption=_adoption(described.adoption),
        process=described.process,
        applies_from=StartDate(on=described.applies_from.on, exact=described.applies_from.exact),
        applies_to=described.applies_to,
        checked_until=described.checked_until,
        grant_forms={form: vocabulary.grant_forms[form] for form in described.grant_forms},
        limbs=tuple(_limb(limb, sources) for limb in described.limbs),
        attribution=_attribution(files.attribution),
        definitions=definitions,
        rules=resolved,
        facts=_facts_used(resolved, definitions, vocabulary, finding=described.role is Role.DECIDING),
        grounds={rule.ground: vocabulary.grounds[rule.ground] for rule in resolved if rule.ground},
        stopped_reasons=dict(stopped) if described.role is Role.DECIDING else {},
        unverified=tuple(Unverified(id=item.id, text=item.text.resolved()) for item in described.unverified),
        **_provisions(files.provisions, sources),
    )


def _limb(described: LimbFile, sources: Sources) -> Limb:
    return Limb(
        id=described.id,
        grant_forms=tuple(described.grant_forms),
        citation=_cite(described.citation, sources) if described.citation else None,
    )


def _attribution(described: AttributionFile | None) -> Attribution:
    if described is None:
        return NOBODY
    return Attribution(
        basis=described.basis,
        explanation=described.explanation.resolved(),
        attributed=tuple(described.attributed),
        not_attributed=tuple(described.not_attributed),
    )


def _act(described: ActFile | None) -> Act | None:
    if described is None:
        return None
    return Act(number=described.number, amending=described.amending, authority=described.authority.resolved())


def _adoption(described: AdoptionFile | None) -> Adoption | None:
    if described is None:
        return None
    return Adoption(body=described.body.resolved(), on=described.on, paragraph=described.paragraph)


def _transition(described: TransitionFile | None, sources: Sources) -> Transition | None:
    if described is None:
        return None
    return Transition(
        key=described.key,
        boundary=described.boundary,
        explanation=described.explanation.resolved(),
        citation=_cite(described.citation, sources) if described.citation else None,
    )


def _provisions(described: ProvisionsFile | None, sources: Sources) -> dict[str, Any]:
    if described is None:
        return {}
    return {
        "recipient_kinds": tuple(described.recipient_kinds),
        "clauses": tuple(_clause(each, sources) for each in described.clauses),
        "not_covered": tuple(
            LeftToPerson(what=each.what.resolved(), citation=_cite(each.citation, sources))
            for each in described.not_covered
        ),
    }


def _clause(described: ClauseFile, sources: Sources) -> Clause:
    return Clause(
        topic=described.topic,
        summary=described.summary.resolved(),
        citation=_cite(described.citation, sources),
        duty=described.duty,
        threshold=described.threshold,
        decisions=tuple(described.decisions),
        appealable=described.appealable,
        forum=described.forum,
        grant_forms=tuple(described.grant_forms),
    )


def resolve_stopped(described: StoppedFile, sources: Sources) -> Stopped:
    """A stopped reason with its citations resolved."""
    return Stopped(
        title=described.title.resolved(),
        basis=described.basis,
        citation=_cite(described.citation, sources),
        also=tuple(_cite(citation, sources) for citation in described.also),
        explanation=described.explanation.resolved(),
    )


def _rule(rule: RuleFile, sources: Sources) -> Rule:
    return Rule(
        id=rule.id,
        title=rule.title.resolved(),
        effect=rule.effect,
        basis=rule.basis,
        citation=_cite(rule.citation, sources),
        reasons=Reasons(
            met=rule.reasons.met.resolved(),
            not_met=rule.reasons.not_met.resolved(),
            unknown=rule.reasons.unknown.resolved(),
        ),
        not_formalised=rule.not_formalised.resolved(),
        condition=_condition(rule.condition),
        ground=rule.ground,
        dispensation=_condition(rule.dispensation),
        dispensation_citation=_cite(rule.dispensation_citation, sources) if rule.dispensation_citation else None,
        addressee=rule.addressee,
        outcomes=rule.outcomes,
        factors=tuple(rule.factors),
        grant_forms=tuple(rule.grant_forms),
        recipient_kinds=tuple(rule.recipient_kinds),
    )


def _definition(name: str, definition: DefinitionFile, sources: Sources) -> Definition:
    not_formalised: Texts | None = definition.not_formalised
    return Definition(
        name=name,
        title=definition.title.resolved(),
        basis=definition.basis,
        condition=definition.condition.resolved(),
        citation=_cite(definition.citation, sources) if definition.citation else None,
        set_aside=definition.set_aside_because,
        not_formalised=not_formalised.resolved() if not_formalised else None,
    )


def _condition(condition: ConditionFile | None) -> Condition | None:
    return condition.resolved() if condition else None


def _cite(citation: CitationFile, sources: Sources) -> Citation:
    return sources.by_id[citation.source].cite(citation)


def _definitions_reached(rules: Iterable[Rule], definitions: Mapping[str, Condition]) -> set[str]:
    """The definitions some rule uses: a set takes no others from what it includes."""
    waiting = [condition for rule in rules for condition in (rule.condition, rule.dispensation) if condition]
    reached: set[str] = set()
    while waiting:
        for node in nodes_of(waiting.pop()):
            if isinstance(node, Use) and node.name not in reached:
                reached.add(node.name)
                waiting.append(definitions[node.name])
    return reached


def _facts_used(
    rules: Iterable[Rule], definitions: Iterable[Definition], vocabulary: Vocabulary, *, finding: bool
) -> tuple[Fact, ...]:
    conditions = {definition.name: definition.condition for definition in definitions}
    used = {ACTOR, ATTRIBUTED, OPINION_ONLY} if finding else set()
    for rule in rules:
        used.update(rule.factors)
        for condition in (rule.condition, rule.dispensation):
            used |= facts_of(condition, conditions) if condition else frozenset()
    return tuple(fact for fact in vocabulary.facts.values() if fact.id in used)
