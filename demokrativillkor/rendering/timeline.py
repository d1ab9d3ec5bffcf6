"""From when to when each rule set applies, one line a set."""

from collections.abc import Iterable
from datetime import date

from demokrativillkor.act import TransitionKey
from demokrativillkor.bilingual import Bilingual, Language
from demokrativillkor.rendering import phrases
from demokrativillkor.ruleset import RuleSet

_KEYS = {
    TransitionKey.AWARD_DATE: Bilingual(sv="dagen då bidraget beviljades", en="the day the grant was awarded"),
    TransitionKey.PERIOD: Bilingual(sv="den tid som bidraget avser", en="the time the grant covers"),
    TransitionKey.GRANT_YEAR: Bilingual(sv="bidragsåret", en="the grant year"),
    TransitionKey.SPECIAL: Bilingual(sv="en egen övergångsregel", en="a transition rule of its own"),
    TransitionKey.UNKNOWN: Bilingual(sv="övergången har inte setts", en="the transition has not been seen"),
}
_ABOUT = Bilingual(sv="dagen har inte setts", en="the day has not been seen")
_CHECKED = Bilingual(sv="kontrollerat till", en="checked until")


def describe_timeline(rulesets: Iterable[RuleSet], on: date | None, language: Language) -> str:
    """The rule sets by their first day; with ``on`` those alone that apply on that day."""
    listed = [each for each in rulesets if on is None or _applies(each, on)]
    lines = [_line(each, language) for each in sorted(listed, key=lambda each: (each.applies_from.on, each.id))]
    return "".join(f"{line}\n" for line in lines)


def _applies(ruleset: RuleSet, on: date) -> bool:
    return ruleset.applies_from.on <= on and (ruleset.applies_to is None or on <= ruleset.applies_to)


def _line(ruleset: RuleSet, language: Language) -> str:
    told = [phrases.STATUSES[ruleset.status].to(language)]
    if not ruleset.applies_from.exact:
        told.append(_ABOUT.to(language))
    if ruleset.transition:
        told.append(f"{_KEYS[ruleset.transition.key].to(language)} ({ruleset.transition.boundary})")
    if ruleset.checked_until:
        told.append(f"{_CHECKED.to(language)} {ruleset.checked_until}")
    last = str(ruleset.applies_to) if ruleset.applies_to else "          "
    return f"{ruleset.applies_from.on} – {last}  {ruleset.id}  {'; '.join(told)}"
