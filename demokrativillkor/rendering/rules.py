"""Rules as text that a lawyer can read."""

from collections.abc import Iterator

from demokrativillkor.bilingual import Language
from demokrativillkor.citation import Citation
from demokrativillkor.condition import AllOf, AnyOf, Condition, FactIn, Not, Use
from demokrativillkor.rendering import phrases
from demokrativillkor.rendering.context import item, paragraph, quoted
from demokrativillkor.rule import Rule
from demokrativillkor.ruleset import RuleSet


def describe_ruleset(ruleset: RuleSet, language: Language) -> str:
    """A rule set: title, status, legal force, shared definitions, and its rules by title."""
    lines = [
        f"{ruleset.title.to(language)} ({ruleset.id})",
        f"{phrases.STATUSES[ruleset.status].to(language)}, {ruleset.applies_from.on} –, {ruleset.digest}",
        paragraph(f"{phrases.LEGAL_FORCE.to(language)}: {ruleset.legal_force.to(language)}"),
        "",
    ]
    for definition in ruleset.definitions:
        lines.append(
            item(f"{definition.name}: {definition.title.to(language)}. {phrases.BASES[definition.basis].to(language)}")
        )
        lines.extend(condition_lines(definition.condition, ruleset, language, 2))
    lines.append("")
    lines.extend(item(f"{rule.id}: {rule.title.to(language)}") for rule in ruleset.rules)
    return "\n".join(lines) + "\n"


def describe_rule(rule: Rule, ruleset: RuleSet, language: Language) -> str:
    """A rule: the words of the law, its condition, and what a person must judge."""
    lines = [
        f"{rule.id}: {rule.title.to(language)} ({phrases.EFFECTS[rule.effect].to(language)})",
        paragraph(f"{rule.citation.cite.to(language)}: {_words(rule.citation, language)}"),
        paragraph(phrases.BASES[rule.basis].to(language)),
        "",
        *(condition_lines(rule.condition, ruleset, language, 0) if rule.condition else ()),
        "",
        paragraph(rule.not_formalised.to(language)),
        "",
    ]
    return "\n".join(lines) + "\n"


def _words(citation: Citation, language: Language) -> str:
    return quoted(citation.quote, language) if citation.quote else "–"


def condition_lines(node: Condition, ruleset: RuleSet, language: Language, indent: int = 0) -> Iterator[str]:
    """The condition as nested lists, in words."""
    words = {"all": ("alla dessa:", "all of:"), "any": ("någon av dessa:", "any of:"), "not": ("inte:", "not:")}
    which = 0 if language == "sv" else 1
    match node:
        case AllOf(parts):
            yield item(words["all"][which], indent)
            for part in parts:
                yield from condition_lines(part, ruleset, language, indent + 2)
        case AnyOf(parts):
            yield item(words["any"][which], indent)
            for part in parts:
                yield from condition_lines(part, ruleset, language, indent + 2)
        case Not(part):
            yield item(words["not"][which], indent)
            yield from condition_lines(part, ruleset, language, indent + 2)
        case Use(name):
            yield item(f"{name}: {ruleset.definitions_by_name[name].title.to(language)}", indent)
        case FactIn(fact_id, values):
            fact = ruleset.facts_by_id[fact_id]
            answers = [label.to(language) if (label := fact.label_of(value)) else value for value in values]
            yield item(f"{fact_id}: {fact.label.to(language)} = {' / '.join(answers)}", indent)
