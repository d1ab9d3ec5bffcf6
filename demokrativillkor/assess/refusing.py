"""What is refused before anything is decided, each with its explanation and citation."""

from collections.abc import Iterable

from demokrativillkor.application import Application, Finding
from demokrativillkor.assess.covering import no_advice, not_covered
from demokrativillkor.assess.evaluating import Conduct
from demokrativillkor.bilingual import Bilingual, Language
from demokrativillkor.citation import Citation
from demokrativillkor.errors import InputRejected, NotCovered, Problem
from demokrativillkor.rule import OPINION_ONLY, Effect, Rule
from demokrativillkor.ruleset import RuleSet, Stopped
from demokrativillkor.verdict import Verdict


def refuse_inapplicable(application: Application, ruleset: RuleSet) -> None:
    """Refuse an application that these rules do not apply to, or that rests on a stopped reason.

    Raises:
        NotCovered: the rules do not apply on the decision date, to the grant form, or at all.
        InputRejected: a reason in ``reliesOn`` that no assessment may rest on.
    """
    problems = list(not_covered(application, ruleset))
    if problems:
        raise NotCovered(problems)
    if application.relies_on:
        raise InputRejected(_stopped(application, ruleset))


def refuse_advisory(application: Application, advisory: Iterable[RuleSet]) -> None:
    """Refuse to be advised by rules that give no advice, or none yet on that day.

    Raises:
        NotCovered: such a rule set is among them.
    """
    problems = [problem for ruleset in advisory for problem in no_advice(application, ruleset)]
    if problems:
        raise NotCovered(problems)


def _stopped(application: Application, ruleset: RuleSet) -> Iterable[Problem]:
    for index, code in enumerate(application.relies_on):
        stopped = ruleset.stopped_reasons[code]
        yield Problem(
            code="stopped_reason",
            place=f"/reliesOn/{index}",
            message=f"no assessment may rest on {code} ({stopped.citation.cite.en})",
            suggestion="leave the reason out and judge the acts themselves",
            explanation=_explained(stopped),
        )


def _explained(stopped: Stopped) -> Bilingual:
    """The explanation with every citation, quoted where the text is bundled."""
    citations = (stopped.citation, *stopped.also)
    return Bilingual(
        sv=f"{stopped.explanation.sv} ({'; '.join(_cited(citation, 'sv') for citation in citations)})",
        en=f"{stopped.explanation.en} ({'; '.join(_cited(citation, 'en') for citation in citations)})",
    )


def _cited(citation: Citation, language: Language) -> str:
    cite = citation.cite.to(language)
    opening = "”" if language == "sv" else "“"
    return f"{cite}: {opening}{citation.quote}”" if citation.quote else cite


def refuse_opinion_beside_obstacle(application: Application, conducts: Iterable[Conduct], ruleset: RuleSet) -> None:
    """Refuse a finding recorded as nothing but an opinion on which an obstacle is met.

    Raises:
        InputRejected: such a finding is recorded.
    """
    problems = [
        _contradiction(application, finding, rule)
        for finding, _, explained in conducts
        if explained.strongest is Verdict.MET and finding.facts.get(OPINION_ONLY) == "yes"
        for rule, verdict in zip(ruleset.with_effect(Effect.OBSTACLE), explained.verdicts, strict=True)
        if verdict is Verdict.MET
    ]
    if problems:
        raise InputRejected(problems)


def _contradiction(application: Application, finding: Finding, rule: Rule) -> Problem:
    index = application.findings.index(finding)
    return Problem(
        code="opinion_beside_obstacle",
        place=f"/findings/{index}/facts/{OPINION_ONLY}",
        message=f"recorded as nothing but an opinion, while {rule.id} is met ({rule.citation.cite.en})",
        suggestion=f"either {OPINION_ONLY} or the facts behind the obstacle must be mended",
        explanation=Bilingual(
            sv="En åsikt är inte ett hinder, och ett hinder är inte bara en åsikt. Uppgifterna motsäger varandra; "
            f"bedöm agerandet en gång till. Hindret: {rule.title.sv} ({rule.citation.cite.sv}).",
            en="An opinion is no obstacle, and an obstacle is not merely an opinion. The two statements contradict "
            f"each other; judge the act again. The obstacle: {rule.title.en} ({rule.citation.cite.en}).",
        ),
    )
