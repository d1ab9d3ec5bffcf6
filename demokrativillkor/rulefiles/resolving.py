"""Files that have been read, resolved into rule sets with everything they refer to written in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from demokrativillkor.citation import Citation
from demokrativillkor.condition import Condition, facts_of
from demokrativillkor.rule import (
    ACTOR,
    ATTRIBUTED,
    OPINION_ONLY,
    Attribution,
    Definition,
    Fact,
    Limb,
    Reasons,
    Rule,
    RuleSet,
    StartDate,
    Stopped,
    Unverified,
)
from demokrativillkor.rulebook import Vocabulary
from demokrativillkor.rulefiles.models import (
    CitationFile,
    ConditionFile,
    DefinitionFile,
    RuleFile,
    RuleSetFile,
    StoppedFile,
    Texts,
)
from demokrativillkor.rulefiles.sources import Sources


def resolve_ruleset(
    described: RuleSetFile,
    rules: Iterable[RuleFile],
    vocabulary: Vocabulary,
    sources: Sources,
    stopped: Mapping[str, Stopped],
) -> RuleSet:
    """The rule set with citations, definitions and facts resolved; the files must be free of problems."""
    resolved = tuple(_rule(rule, sources) for rule in rules)
    definitions = tuple(_definition(name, each, sources) for name, each in described.definitions.items())
    attribution = described.attribution
    return RuleSet(
        id=described.id,
        title=described.title.resolved(),
        status=described.status,
        version=described.version,
        legal_force=described.legal_force.resolved(),
        applies_from=StartDate(on=described.applies_from.on, exact=described.applies_from.exact),
        applies_to=described.applies_to,
        checked_until=described.checked_until,
        grant_forms=tuple(described.grant_forms),
        limbs=tuple(Limb(id=limb.id, grant_forms=tuple(limb.grant_forms)) for limb in described.limbs),
        attribution=Attribution(
            basis=attribution.basis,
            explanation=attribution.explanation.resolved(),
            attributed=tuple(attribution.attributed),
            not_attributed=tuple(attribution.not_attributed),
        ),
        definitions=definitions,
        rules=resolved,
        facts=_facts_used(resolved, definitions, vocabulary),
        grounds={rule.ground: vocabulary.grounds[rule.ground] for rule in resolved if rule.ground},
        stopped_reasons=dict(stopped),
        unverified=tuple(Unverified(id=item.id, text=item.text.resolved()) for item in described.unverified),
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


def _facts_used(rules: Iterable[Rule], definitions: Iterable[Definition], vocabulary: Vocabulary) -> tuple[Fact, ...]:
    conditions = {definition.name: definition.condition for definition in definitions}
    used = {ACTOR, ATTRIBUTED, OPINION_ONLY}
    for rule in rules:
        used.update(rule.factors)
        for condition in (rule.condition, rule.dispensation):
            used |= facts_of(condition, conditions) if condition else frozenset()
    return tuple(fact for fact in vocabulary.facts.values() if fact.id in used)
