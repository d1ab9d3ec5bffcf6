"""A comparison of two rule sets as text: in words, and by the facts on which the verdicts differ."""

from __future__ import annotations

from collections.abc import Iterator

from demokrativillkor.bilingual import Bilingual, Language
from demokrativillkor.comparing import Comparison, Difference
from demokrativillkor.engine.equivalence import Region
from demokrativillkor.rendering import phrases
from demokrativillkor.rendering.context import item, paragraph
from demokrativillkor.rule import Rule
from demokrativillkor.ruleset import RuleSet

_NO_DIFFERENCE = Bilingual(
    sv="Inget skiljer i villkoren, undantaget, leden eller tillräknandet.",
    en="Nothing differs in the grounds, the exception, the limbs or the attribution.",
)
_ONLY_IN = Bilingual(sv="finns bara i", en="stands only in")
_LIMB = Bilingual(sv="Ledet", en="The limb")
_ALL_FORMS = Bilingual(sv="alla bidragsformer", en="all grant forms")
_PARTS = {
    "factors": Bilingual(sv="Faktorer", en="Factors"),
    "dispensation": Bilingual(sv="Undantag från kravet", en="Dispensation"),
    "grantForms": Bilingual(sv="Bara för bidragsformerna", en="Only for the grant forms"),
    "recipientKinds": Bilingual(sv="Bara för mottagarna", en="Only for the recipients"),
}
_OTHER_WORDS = Bilingual(sv="Andra ord", en="Other words")
_SAME_WORDS = Bilingual(sv="Samma ord", en="The same words")
_FRAME = Bilingual(sv="Ramen", en="The frame")
_ATTRIBUTION = Bilingual(sv="Utgångspunkten för", en="The default for")
_DEFAULTS = {
    "yes": Bilingual(sv="räknas", en="counts"),
    "no": Bilingual(sv="räknas inte", en="does not count"),
    None: Bilingual(sv="en person bedömer", en="a person judges"),
}
_DIFFERING = Bilingual(
    sv="Annat utslag vid {differing} av {combinations} kombinationer av svar, till exempel:",
    en="Another verdict on {differing} of {combinations} combinations of answers, for example:",
)
_NO_DIFFERING = Bilingual(sv="Samma utslag vid alla svar.", en="The same verdict on all answers.")


def describe_comparison(comparison: Comparison, language: Language) -> str:
    """What differs, a heading for each rule."""
    one, other = comparison.one, comparison.other
    lines = [f"{one.id}: {one.title.to(language)}", f"{other.id}: {other.title.to(language)}", ""]
    parts = (_frames, _limbs, _confined, _defaults)
    told = [line for part in parts for line in part(comparison, language)]
    for difference in comparison.differences:
        told += ["", *_difference(difference, comparison, language)]
    return "\n".join([*lines, *(told or [_NO_DIFFERENCE.to(language)])]) + "\n"


def _frames(comparison: Comparison, language: Language) -> Iterator[str]:
    for first, second in dict.fromkeys(comparison.frames.values()):
        names = [name for name, quotes in comparison.frames.items() if quotes == (first, second)]
        titles = "; ".join(comparison.one.definitions_by_name[name].title.to(language) for name in names)
        yield item(f"{_FRAME.to(language)} ({titles}):")
        yield from _both_quotes(comparison.one, first, comparison.other, second)


def _both_quotes(one: RuleSet, first: str, other: RuleSet, second: str) -> Iterator[str]:
    yield item(f"{one.id}: ”{first}”", 2)
    yield item(f"{other.id}: ”{second}”", 2)


def _limbs(comparison: Comparison, language: Language) -> Iterator[str]:
    for ruleset, limbs in zip((comparison.one, comparison.other), comparison.limbs, strict=True):
        for limb in limbs:
            cited = next((each.citation for each in ruleset.limbs if each.id == limb), None)
            quote = f": ”{cited.quote}”" if cited and cited.quote else ""
            yield item(f"{_LIMB.to(language)} {limb} {_ONLY_IN.to(language)} {ruleset.id}{quote}")


def _confined(comparison: Comparison, language: Language) -> Iterator[str]:
    for limb, (first, second) in comparison.confined.items():
        forms = f"{_forms(comparison.one, first, language)} → {_forms(comparison.other, second, language)}"
        yield item(f"{_LIMB.to(language)} {limb}: {forms}")


def _forms(ruleset: RuleSet, forms: tuple[str, ...], language: Language) -> str:
    return ", ".join(ruleset.grant_forms[form].to(language) for form in forms) or _ALL_FORMS.to(language)


def _defaults(comparison: Comparison, language: Language) -> Iterator[str]:
    for actor, (first, second) in comparison.attribution.items():
        defaults = f"{_DEFAULTS[first].to(language)} → {_DEFAULTS[second].to(language)}"
        label = comparison.facts["actor"].label_of(actor)
        yield item(f"{_ATTRIBUTION.to(language)} {label.to(language) if label else actor}: {defaults}")


def _difference(difference: Difference, comparison: Comparison, language: Language) -> Iterator[str]:
    first, second = difference.pair
    if first is None or second is None:
        yield _alone(difference, comparison, language)
        return
    yield paragraph(f"{first.id} → {second.id}: {second.title.to(language)}")
    if difference.wording:
        yield item(f"{_OTHER_WORDS.to(language)}:")
        yield from _both_quotes(
            comparison.one, first.citation.quote or "–", comparison.other, second.citation.quote or "–"
        )
    else:
        yield item(f"{_SAME_WORDS.to(language)}: ”{second.citation.quote}”")
    for part, (one, other) in difference.parts.items():
        yield item(f"{_PARTS[part].to(language)}: {one or '–'} → {other or '–'}")
    if difference.differing:
        counts = _DIFFERING.to(language).format(differing=difference.differing, combinations=difference.combinations)
        yield item(counts)
        for example in difference.examples:
            yield item(_example(example, comparison, language), 2)
    elif difference.combinations:
        yield item(_NO_DIFFERING.to(language))


def _alone(difference: Difference, comparison: Comparison, language: Language) -> str:
    first, second = difference.pair
    rule, ruleset = (first, comparison.one) if first else (second, comparison.other)
    return paragraph(f"{_titled(rule, language)} {_ONLY_IN.to(language)} {ruleset.id}.")


def _titled(rule: Rule | None, language: Language) -> str:
    return f"{rule.id}: {rule.title.to(language)}" if rule else ""


def _example(region: Region, comparison: Comparison, language: Language) -> str:
    facts = comparison.facts
    told = []
    for name, answer in region.answers.items():
        label = facts[name].label_of(answer) if answer else phrases.UNKNOWN_ANSWER
        told.append(f"{facts[name].label.to(language)} ({label.to(language) if label else answer})")
    verdicts = f"{phrases.VERDICTS[region.one].to(language)} → {phrases.VERDICTS[region.other].to(language)}"
    return f"{verdicts}: {', '.join(told)}"
