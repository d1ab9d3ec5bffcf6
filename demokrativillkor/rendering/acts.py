"""What the act itself adds to a decision: which grant it is about, what follows from it, what is left to a person."""

from __future__ import annotations

from collections.abc import Iterator

from demokrativillkor.act import Clause, DecisionKind, Topic
from demokrativillkor.application import Stage
from demokrativillkor.assess.covering import STATUS_FORM
from demokrativillkor.rendering import actphrases as phrases
from demokrativillkor.rendering.context import Context, item, paragraph

_AT_STAGE: dict[Stage, tuple[Topic, ...]] = {
    Stage.APPLICATION: (
        Topic.CLEAN_RESULT,
        Topic.PRIORITY,
        Topic.CONSIDERATION,
        Topic.HEARING,
        Topic.COMPLETION,
        Topic.CONDITIONS,
        Topic.INFORMATION,
        Topic.NOTIFICATION,
        Topic.ACCOUNT,
    ),
    Stage.STATUS: (Topic.CLEAN_RESULT, Topic.HEARING, Topic.COMPLETION, Topic.CONDITIONS, Topic.NOTIFICATION),
    Stage.PAYMENT: (Topic.STOP, Topic.RECLAIM_GROUND, Topic.NOTIFICATION),
    Stage.RECLAIM: (Topic.RECLAIM_GROUND, Topic.RECLAIM, Topic.WAIVER),
}
APPEALED_AT_STAGE: dict[Stage, frozenset[DecisionKind]] = {
    Stage.APPLICATION: frozenset({DecisionKind.REFUSAL, DecisionKind.GRANT}),
    Stage.STATUS: frozenset({DecisionKind.STATUS, DecisionKind.REFUSAL}),
    Stage.PAYMENT: frozenset({DecisionKind.STOP}),
    Stage.RECLAIM: frozenset({DecisionKind.RECLAIM}),
}


def grant(context: Context) -> list[str]:
    """Which grant, stage and dates the rules were chosen for; nothing under a proposal or a template."""
    act, adoption = context.ruleset.act, context.ruleset.adoption
    application, say = context.application, context.say
    if act is None and adoption is None:
        return []
    forms, kinds = context.ruleset.grant_forms, phrases.RECIPIENT_KINDS
    form = forms.get(application.grant_form or "")
    kind = kinds.get(application.recipient_kind or "")
    period = application.period
    told = {
        phrases.STAGE: say(phrases.STAGES[application.stage]),
        phrases.GRANT_FORM: say(form) if form else None,
        phrases.RECIPIENT: say(kind) if kind else None,
        phrases.AWARDED: str(application.award_date) if application.award_date else None,
        phrases.PERIOD: f"{period.first} – {period.last}" if period else None,
        phrases.GRANT_YEAR: str(application.grant_year) if application.grant_year else None,
        phrases.AUTHORITY: say(act.authority) if act else None,
        phrases.PROCESS: context.ruleset.process,
        phrases.ADOPTED: f"{say(adoption.body)}, {adoption.on}, {adoption.paragraph}" if adoption else None,
    }
    lines = [paragraph(f"{say(what)}: {value}") for what, value in told.items() if value]
    transition = context.ruleset.transition
    if transition:
        why = f"{say(phrases.WHY_THIS_VERSION)}: {say(transition.explanation)}"
        lines.append(
            paragraph(f"{why} {say(phrases.SEE)} {context.cited(transition.citation)}" if transition.citation else why)
        )
    return [say(phrases.GRANT), *lines]


def consequences(context: Context) -> list[str]:
    """What the act says of a decision at this stage, for this form of grant, with its words."""
    lines = [
        item(f"{context.say(clause.summary)} {context.cited(clause.citation)}") for clause in clauses_at_stage(context)
    ]
    return [context.say(phrases.CONSEQUENCES), *lines] if lines else []


def left_to_person(context: Context) -> list[str]:
    """Conditions of the act that no rule examined."""
    lines = [item(f"{context.say(each.what)} ({context.cite(each.citation)})") for each in context.ruleset.not_covered]
    return (
        [context.say(phrases.LEFT_TO_PERSON), paragraph(context.say(phrases.NOT_EXAMINED_HERE)), *lines]
        if lines
        else []
    )


def clauses_at_stage(context: Context, decisions: frozenset[DecisionKind] | None = None) -> Iterator[Clause]:
    """The clauses about a decision at this stage, for this form of grant; of appeals those of these decisions."""
    application = context.application
    topics, appealed = _AT_STAGE[application.stage], decisions or APPEALED_AT_STAGE[application.stage]
    for clause in context.ruleset.clauses:
        form = STATUS_FORM if application.stage is Stage.STATUS else application.grant_form
        if clause.grant_forms and form not in clause.grant_forms:
            continue
        if clause.topic in topics or not appealed.isdisjoint(clause.decisions):
            yield clause
