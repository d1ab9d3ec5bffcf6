"""The whole rulebook as one readable document in Markdown, with an anchor for every rule set and rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from demokrativillkor.act import Topic
from demokrativillkor.bilingual import Bilingual, Language
from demokrativillkor.citation import Citation
from demokrativillkor.rendering import actphrases, phrases
from demokrativillkor.rendering.rules import condition_lines
from demokrativillkor.rule import Addressee, Rule, SignedOutcome
from demokrativillkor.ruleset import Limb, Role, RuleSet

_TITLE = Bilingual(sv="Regelboken", en="The rulebook")
_MADE = Bilingual(
    sv="Framställd ur regelfilerna med `demokrativillkor rules export`. Lagens ord står inom citattecken.",
    en="Made from the rule files by `demokrativillkor rules export`. The words of the law stand in quotation marks.",
)
_CONTENTS = Bilingual(sv="Innehåll", en="Contents")
_CONDITION = Bilingual(sv="Villkor", en="Condition")
_DEFINITIONS = Bilingual(sv="Gemensamma begrepp", en="Shared conditions")
_LIMBS = Bilingual(sv="Vems ageranden", en="Whose conduct")
_UNVERIFIED = Bilingual(sv="Inte kontrollerat", en="Not verified")
_TRANSITION = Bilingual(sv="Övergång", en="Transition")
_APPLIES = Bilingual(sv="Tillämpas", en="Applies")
_DAY_NOT_SEEN = Bilingual(sv="dagen har inte setts", en="the day has not been seen")
_CHECKED = Bilingual(sv="kontrollerat till", en="checked until")
_SAME_AS = Bilingual(sv="Villkoret är detsamma som i", en="The condition is the same as in")
_TO = Bilingual(sv="riktar sig till", en="speaks to")
_ADDRESSEES = {
    Addressee.ORGANISATION: Bilingual(sv="organisationen", en="the organisation"),
    Addressee.AUTHORITY: Bilingual(sv="myndigheten", en="the authority"),
    Addressee.PARTNERSHIP: Bilingual(sv="parterna i ett partnerskap", en="the parties to a partnership"),
}
_OUTCOMES = {
    SignedOutcome.ADVERSE: Bilingual(sv="före ett beslut som går emot", en="before an adverse decision"),
    SignedOutcome.FAVOURABLE: Bilingual(sv="före ett gynnande beslut", en="before a favourable decision"),
    SignedOutcome.BOTH: Bilingual(sv="före varje beslut", en="before every decision"),
}
_ONLY_FOR = Bilingual(sv="bara för", en="only for")


def describe_book(rulesets: Iterable[RuleSet], language: Language) -> str:
    """Every rule set, those that decide first; a condition that was written out in an earlier set is referred to."""
    listed = sorted(rulesets, key=lambda ruleset: list(Role).index(ruleset.role))
    seen: dict[str, str] = {}
    lines = [f"# {_TITLE.to(language)}", "", _MADE.to(language), "", f"## {_CONTENTS.to(language)}", ""]
    lines += [f"- [{ruleset.title.to(language)}](#{_anchor(ruleset.id)})" for ruleset in listed]
    for ruleset in listed:
        lines += ["", *_ruleset(ruleset, language, seen)]
    return "\n".join(lines) + "\n"


def _anchor(identifier: str) -> str:
    return identifier.replace(":", "-")


def _heading(level: int, title: str, identifier: str) -> list[str]:
    return [f'<a id="{_anchor(identifier)}"></a>', "", f"{'#' * level} {title}", ""]


def _ruleset(ruleset: RuleSet, language: Language, seen: dict[str, str]) -> Iterator[str]:
    yield from _heading(2, ruleset.title.to(language), ruleset.id)
    exact = "" if ruleset.applies_from.exact else f" ({_DAY_NOT_SEEN.to(language)})"
    until = f" – {ruleset.applies_to}" if ruleset.applies_to else " –"
    checked = f"; {_CHECKED.to(language)} {ruleset.checked_until}" if ruleset.checked_until else ""
    status = phrases.STATUSES[ruleset.status].to(language)
    yield f"`{ruleset.id}`, {status}. {_APPLIES.to(language)}: {ruleset.applies_from.on}{until}{exact}{checked}."
    yield ""
    yield ruleset.legal_force.to(language)
    if ruleset.transition:
        yield from _transition(ruleset, language)
    yield from _listed(_LIMBS, (_limb(limb, language) for limb in ruleset.limbs if limb.citation), language)
    for definition in ruleset.definitions:
        key = f"{definition.name} {definition.condition}"
        title = definition.title.to(language)
        yield from ["", *_heading(3, f"{_DEFINITIONS.to(language)}: {title}", f"{ruleset.id}-{definition.name}")]
        if definition.citation:
            yield from [_quoted(definition.citation, language), ""]
        yield from _condition(key, f"{ruleset.id}-{definition.name}", title, seen, language) or [
            *condition_lines(definition.condition, ruleset, language)
        ]
    for rule in ruleset.rules:
        yield from ["", *_rule(rule, ruleset, language, seen)]
    for topic in Topic:
        clauses = [clause for clause in ruleset.clauses if clause.topic is topic]
        told = (f"{each.summary.to(language)} {_quoted(each.citation, language)}" for each in clauses)
        yield from _listed(actphrases.TOPICS[topic], told, language)
    left = (f"{each.what.to(language)} ({each.citation.cite.to(language)})" for each in ruleset.not_covered)
    yield from _listed(actphrases.LEFT_TO_PERSON, left, language)
    yield from _listed(_UNVERIFIED, (each.text.to(language) for each in ruleset.unverified), language)


def _transition(ruleset: RuleSet, language: Language) -> Iterator[str]:
    transition = ruleset.transition
    if transition:
        quoted = f" {_quoted(transition.citation, language)}" if transition.citation else ""
        yield from ["", f"{_TRANSITION.to(language)}: {transition.explanation.to(language)}{quoted}"]


def _limb(limb: Limb, language: Language) -> str:
    forms = f" ({', '.join(limb.grant_forms)})" if limb.grant_forms else ""
    return f"`{limb.id}`{forms}: {_quoted(limb.citation, language) if limb.citation else ''}"


def _rule(rule: Rule, ruleset: RuleSet, language: Language, seen: dict[str, str]) -> Iterator[str]:
    yield from _heading(3, f"{rule.citation.cite.to(language)}: {rule.title.to(language)}", rule.id)
    basis = phrases.BASES[rule.basis].to(language)
    yield f"`{rule.id}`, {'; '.join(_about(rule, language))}. {basis}"
    yield from ["", _quoted(rule.citation, language), "", rule.not_formalised.to(language)]
    if rule.condition:
        yield from ["", f"{_CONDITION.to(language)}:", ""]
        yield from _condition(str(rule.condition), rule.id, rule.id, seen, language) or [
            *condition_lines(rule.condition, ruleset, language)
        ]

    if rule.dispensation_citation:
        quoted = _quoted(rule.dispensation_citation, language)
        yield from ["", f"{phrases.DISPENSATION.to(language)}: {quoted}"]


def _about(rule: Rule, language: Language) -> Iterator[str]:
    """What kind of rule it is, to whom it speaks and for what it is alone."""
    yield phrases.EFFECTS[rule.effect].to(language)
    if rule.addressee:
        yield f"{_TO.to(language)} {_ADDRESSEES[rule.addressee].to(language)}"
    if rule.outcomes:
        yield _OUTCOMES[rule.outcomes].to(language)
    for only in (rule.grant_forms, rule.recipient_kinds):
        if only:
            yield f"{_ONLY_FOR.to(language)} {', '.join(only)}"


def _condition(key: str, anchor: str, name: str, seen: dict[str, str], language: Language) -> list[str]:
    """A reference to where the same condition was written out before; empty the first time."""
    if key in seen:
        return [f"{_SAME_AS.to(language)} {seen[key]}."]
    seen[key] = f"[{name}](#{_anchor(anchor)})"
    return []


def _listed(heading: Bilingual, lines: Iterable[str], language: Language) -> Iterator[str]:
    told = list(lines)
    if told:
        yield from ["", f"**{heading.to(language).capitalize()}**", "", *(f"- {line}" for line in told)]


def _quoted(citation: Citation, language: Language) -> str:
    opening = "”" if language == "sv" else "“"
    quote = f": {opening}{citation.quote}”" if citation.quote else ""
    return f"{citation.cite.to(language)}{quote}"
