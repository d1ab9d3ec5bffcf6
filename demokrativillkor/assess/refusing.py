"""What is refused before anything is decided, each with its explanation and citation."""

from collections.abc import Iterable

from demokrativillkor.application import Application, Finding
from demokrativillkor.assess.evaluating import Conduct
from demokrativillkor.bilingual import Bilingual, Language
from demokrativillkor.citation import Citation
from demokrativillkor.errors import InputRejected, NotCovered, Problem
from demokrativillkor.rule import OPINION_ONLY, Effect, Rule, RuleSet, Status, Stopped
from demokrativillkor.verdict import Verdict


def refuse_inapplicable(application: Application, ruleset: RuleSet) -> None:
    """Refuse an application that these rules do not apply to, or that rests on a stopped reason.

    Raises:
        NotCovered: the rules do not apply on the decision date, to the grant form, or at all.
        InputRejected: a reason in ``reliesOn`` that no assessment may rest on.
    """
    problems = list(_not_covered(application, ruleset))
    if problems:
        raise NotCovered(problems)
    if application.relies_on:
        raise InputRejected(_stopped(application, ruleset))


def _not_covered(application: Application, ruleset: RuleSet) -> Iterable[Problem]:
    first, last, asked = ruleset.applies_from.on, ruleset.applies_to, application.decision_date
    title = ruleset.title
    if ruleset.status is Status.NEVER_IN_FORCE:
        yield Problem(
            code="not_covered",
            place="",
            message=f"the rule set {ruleset.id} was never in force",
            suggestion="it can be read and compared, not applied",
            explanation=Bilingual(
                sv=f"{title.sv} har aldrig varit i kraft.", en=f"{title.en} have never been in force."
            ),
        )
    if asked < first or (last is not None and asked > last):
        sv, en = (f" till och med {last}", f" to {last}") if last else ("", "")
        yield Problem(
            code="not_covered",
            place="/decisionDate",
            message=f"the rule set {ruleset.id} does not apply on that date",
            suggestion=f"it applies from {first}{en}",
            explanation=Bilingual(
                sv=f"{title.sv} kan tillämpas från och med {first}{sv}. För andra dagar finns inga regler här.",
                en=f"{title.en} can be applied from {first}{en}. For other days there are no rules here.",
            ),
        )
    if ruleset.grant_forms and application.grant_form not in ruleset.grant_forms:
        yield _needed(
            ruleset, "/grantForm", "the grant form", f"it has {', '.join(ruleset.grant_forms)}", "bidragsform"
        )
    if application.recipient_kind is None and ruleset.depends_on_recipient_kind:
        yield _needed(ruleset, "/recipientKind", "the recipient kind", "add recipientKind", "slag av mottagare")


def _needed(ruleset: RuleSet, place: str, what: str, suggestion: str, vad: str) -> Problem:
    return Problem(
        code="not_covered",
        place=place,
        message=f"the rule set {ruleset.id} needs to know {what}",
        suggestion=suggestion,
        explanation=Bilingual(
            sv=f"{ruleset.title.sv} skiljer på {vad}, och den angivna finns inte där.",
            en=f"{ruleset.title.en} depend on {what}, and the one given is not there.",
        ),
    )


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
