"""``facts.yaml`` read into the vocabulary."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from demokrativillkor.bilingual import Bilingual
from demokrativillkor.errors import Problem
from demokrativillkor.rule import UNKNOWN, Fact, FactValue
from demokrativillkor.rulebook import Vocabulary
from demokrativillkor.rulefiles.checking import did_you_mean, shaped
from demokrativillkor.rulefiles.models import FactFile, ValueFile, VocabularyFile
from demokrativillkor.rulefiles.yamlfile import YamlFile, read_yaml

_YES_NO = (
    FactValue(token="yes", label=Bilingual(sv="ja", en="yes")),
    FactValue(token="no", label=Bilingual(sv="nej", en="no")),
)


def read_vocabulary(path: Path, name: str) -> tuple[Vocabulary | None, list[Problem]]:
    """The vocabulary in the file called ``name`` in messages, and what is wrong with it."""
    file = read_yaml(path, name)
    described = shaped(file, VocabularyFile)
    if described is None:
        return None, file.problems
    file.problems.extend(_problems(file, described))
    vocabulary = Vocabulary(
        facts={fact.id: _resolved(fact) for fact in described.facts},
        grounds={ground.id: ground.label.resolved() for ground in described.grounds},
        recipient_kinds={kind.id: kind.label.resolved() for kind in described.recipient_kinds},
        grant_forms={form.id: form.label.resolved() for form in described.grant_forms},
    )
    return vocabulary, file.problems


def _resolved(fact: FactFile) -> Fact:
    return Fact(
        id=fact.id,
        scope=fact.scope,
        values=tuple(map(_value, fact.values)) or _YES_NO,
        unknown_tokens=tuple(map(_value, fact.unknown_tokens)),
        label=fact.label.resolved(),
        question=fact.question.resolved(),
        guidance=fact.guidance.resolved(),
        limb=fact.limb,
        closes_to=fact.closes_to,
        askable=fact.askable,
        sensitive=fact.sensitive,
        actionable=fact.actionable,
    )


def _value(value: ValueFile) -> FactValue:
    return FactValue(token=value.token, label=value.label.resolved(), limb=value.limb)


def _problems(file: YamlFile, described: VocabularyFile) -> Iterator[Problem]:
    seen = Counter(fact.id for fact in described.facts)
    for index, fact in enumerate(described.facts):
        path = ("facts", index)
        tokens = [value.token for value in (*fact.values, *fact.unknown_tokens)]
        if seen[fact.id] > 1:
            yield file.problem(
                "duplicate_fact", (*path, "id"), f"the fact {fact.id} stands twice", "remove one of them"
            )
        if len(set(tokens)) < len(tokens):
            yield file.problem("duplicate_value", path, f"{fact.id} has an answer twice", "remove one of them")
        if UNKNOWN in tokens:
            message = f"{fact.id} lists {UNKNOWN}, which every fact has"
            yield file.problem("lists_unknown", path, message, "remove it")
        known = tokens[: len(fact.values)] or ["yes", "no"]
        if fact.closes_to is not None and fact.closes_to not in known:
            remedy = did_you_mean(fact.closes_to, known, f"it has {', '.join(known)}")
            message = f"closesTo of {fact.id} is none of its answers"
            yield file.problem("unknown_answer", (*path, "closesTo"), message, remedy)
