"""What the codes of a report are called, in both languages: taken from the rules and from the product's own words."""

from __future__ import annotations

from typing import Any

from demokrativillkor.application import Examination, RequiredExamination
from demokrativillkor.bilingual import Bilingual
from demokrativillkor.decision import OutcomeReason
from demokrativillkor.rendering import phrases
from demokrativillkor.rulebook import Vocabulary
from demokrativillkor.screening.columns.schema import EXAMINATION
from demokrativillkor.screening.report import words
from demokrativillkor.screening.report.causes import CAUSES
from demokrativillkor.screening.sums import Sums


def labels(sums: Sums, vocabulary: Vocabulary, required: RequiredExamination) -> dict[str, dict[str, dict[str, str]]]:
    """Under the name of a kind of code, each code that the sums hold and what it is called.

    Codes are reasons of outcomes, what is missing (a fact, or the examination of a ground) with who can give it, and
    causes of rejection.

    Args:
        required: what the authority's own profile demands of the examination of a ground.
    """
    missing = sorted({what for (what,) in sums.missing})
    reasons = sorted({reason for _, _, reason in sums.outcomes})
    causes = sorted({code for _, _, code in sums.rejected})
    return {
        "reason": {code: _document(phrases.OUTCOME_REASONS[OutcomeReason(code)]) for code in reasons},
        "what": {what: _document(_missing(what, vocabulary)) for what in missing},
        "giver": {what: _document(_giver(what, vocabulary, required)) for what in missing},
        "code": {code: _document(CAUSES[code]) for code in causes},
    }


def _missing(what: str, vocabulary: Vocabulary) -> Bilingual:
    if not what.startswith(EXAMINATION):
        return vocabulary.facts[what].label
    ground = vocabulary.grounds[what.removeprefix(EXAMINATION)]
    examined = words.EXAMINATION
    return Bilingual(sv=examined.sv.format(ground=ground.sv), en=examined.en.format(ground=ground.en))


def _giver(what: str, vocabulary: Vocabulary, required: RequiredExamination) -> Bilingual:
    if what.startswith(EXAMINATION):
        return words.REVIEWED if required is Examination.REVIEWED else words.EITHER
    return words.ORGANISATION if vocabulary.facts[what].askable else words.AUTHORITY


def _document(label: Bilingual) -> dict[str, Any]:
    return {"sv": label.sv, "en": label.en}
