"""Do these rules govern this application? Asking where no rules apply is an error that says what exists."""

from __future__ import annotations

from collections.abc import Iterator

from demokrativillkor.act import Transition, TransitionKey
from demokrativillkor.application import Application, Stage
from demokrativillkor.bilingual import Bilingual
from demokrativillkor.errors import Problem
from demokrativillkor.ruleset import Role, RuleSet, Status

STATUS_FORM = "status"
"""The form of grant under which a status is decided."""

_EARLIER_GRANT = (Stage.PAYMENT, Stage.RECLAIM)


def not_covered(application: Application, ruleset: RuleSet) -> Iterator[Problem]:
    """Why the rules do not govern the application: one problem for each reason, none where they do."""
    if ruleset.role is not Role.DECIDING:
        yield _problem(
            "",
            f"the rule set {ruleset.id} decides nothing",
            "choose the rules of the grant",
            sv=f"{ruleset.title.sv} avgör inte om bidrag får lämnas.",
            en=f"{ruleset.title.en} does not decide whether a grant may be given.",
        )
        return
    yield from _outside_its_time(application, ruleset)
    if ruleset.transition:
        yield from _under_older_rules(application, ruleset, ruleset.transition)
    else:
        yield from _without_transition(application, ruleset)
    yield from _another_form_or_recipient(application, ruleset)


def no_advice(application: Application, ruleset: RuleSet) -> Iterator[Problem]:
    """Why the rule set can give the application no advice."""
    if ruleset.role is not Role.ADVICE:
        yield _problem(
            "",
            f"the rule set {ruleset.id} gives no advice",
            "name a rule set of principles",
            sv=f"{ruleset.title.sv} ger inga råd.",
            en=f"{ruleset.title.en} gives no advice.",
        )
    else:
        yield from _outside_its_time(application, ruleset)


def _outside_its_time(application: Application, ruleset: RuleSet) -> Iterator[Problem]:
    first, last, asked = ruleset.applies_from.on, ruleset.applies_to, application.decision_date
    title = ruleset.title
    if ruleset.status is Status.NEVER_IN_FORCE:
        yield _problem(
            "",
            f"the rule set {ruleset.id} was never in force",
            "it can be read and compared, not applied",
            sv=f"{title.sv} har aldrig varit i kraft.",
            en=f"{title.en} have never been in force.",
        )
    if asked < first or (last is not None and asked > last):
        sv, en = (f" till och med {last}", f" to {last}") if last else ("", "")
        yield _problem(
            "/decisionDate",
            f"the rule set {ruleset.id} does not apply on that date",
            f"it applies from {first}{en}",
            sv=f"{title.sv} kan tillämpas från och med {first}{sv}. För andra dagar finns inga regler här.",
            en=f"{title.en} can be applied from {first}{en}. For other days there are no rules here.",
        )


def _under_older_rules(application: Application, ruleset: RuleSet, transition: Transition) -> Iterator[Problem]:
    earlier_grant = application.stage in _EARLIER_GRANT
    match transition.key:
        case TransitionKey.AWARD_DATE if earlier_grant:
            yield from _award_date(application, ruleset, transition)
        case TransitionKey.PERIOD:
            yield from _period(application, ruleset, transition, needed=True)
        case TransitionKey.GRANT_YEAR:
            yield from _grant_year(application, ruleset, transition)
        case TransitionKey.SPECIAL:
            if earlier_grant:
                yield from _award_date(application, ruleset, transition)
            yield from _period(application, ruleset, transition, needed=False)
        case TransitionKey.UNKNOWN if earlier_grant:
            message = f"the transitional provisions of {ruleset.id} have not been seen"
            yield _older("/stage", message, "read the official text", ruleset, transition)
        case _:
            pass


def _award_date(application: Application, ruleset: RuleSet, transition: Transition) -> Iterator[Problem]:
    if application.award_date is None:
        message = f"the rule set {ruleset.id} needs to know when the grant was awarded"
        yield _older("/awardDate", message, "add awardDate, that of the grant concerned", ruleset, transition)
    elif application.award_date < transition.boundary:
        message = f"a grant awarded before {transition.boundary} comes under older rules, which are not here"
        yield _older("/awardDate", message, f"{ruleset.id} governs grants awarded later", ruleset, transition)


def _period(application: Application, ruleset: RuleSet, transition: Transition, *, needed: bool) -> Iterator[Problem]:
    period, boundary = application.period, transition.boundary
    if period is None:
        if needed:
            message = f"the rule set {ruleset.id} needs to know the time the grant covers"
            yield _older("/period", message, "add period with first and last", ruleset, transition)
    elif period.last < boundary:
        message = f"time before {boundary} comes under older rules, which are not here"
        yield _older("/period", message, f"{ruleset.id} governs later time", ruleset, transition)
    elif period.first < boundary:
        message = f"the period lies on both sides of {boundary}"
        yield _older("/period", message, f"split it at {boundary}: one application for each part", ruleset, transition)


def _grant_year(application: Application, ruleset: RuleSet, transition: Transition) -> Iterator[Problem]:
    first = transition.boundary.year
    if application.grant_year is None:
        message = f"the rule set {ruleset.id} needs to know the grant year"
        yield _older("/grantYear", message, "add grantYear", ruleset, transition)
    elif application.grant_year < first:
        message = f"a grant year before {first} comes under older rules, which are not here"
        yield _older(
            "/grantYear", message, f"{ruleset.id} governs the grant year {first} and later", ruleset, transition
        )


def _another_form_or_recipient(application: Application, ruleset: RuleSet) -> Iterator[Problem]:
    forms, kinds = ruleset.grant_forms, ruleset.recipient_kinds
    form, kind = application.grant_form, application.recipient_kind
    there_are = f"it has {', '.join(sorted(forms))}"
    if application.stage is Stage.STATUS and STATUS_FORM not in forms:
        yield _unknown_here("/stage", ruleset, "no status is decided under these rules", "choose another stage")
    elif application.stage is Stage.STATUS and form not in (None, STATUS_FORM):
        yield _unknown_here("/grantForm", ruleset, "a status is no such grant form", f"write {STATUS_FORM}")
    elif application.stage is Stage.APPLICATION and form == STATUS_FORM:
        yield _unknown_here("/stage", ruleset, "a status is decided at a stage of its own", f"write {STATUS_FORM}")
    if form is None and ruleset.depends_on_grant_form:
        yield _unknown_here("/grantForm", ruleset, "the grant form is not given", there_are)
    elif form is not None and forms and form not in forms:
        yield _unknown_here("/grantForm", ruleset, "it has no such grant form", there_are)
    if kind is None and ruleset.depends_on_recipient_kind:
        remedy = f"it knows {', '.join(kinds)}" if kinds else "add recipientKind"
        yield _unknown_here("/recipientKind", ruleset, "the kind of recipient is not given", remedy)
    elif kind is not None and kinds and kind not in kinds:
        remedy = f"it knows {', '.join(kinds)}"
        yield _unknown_here("/recipientKind", ruleset, "it knows no such kind of recipient", remedy)


_ASKED = {
    "/stage": Bilingual(
        sv="Rätt till statsbidrag (status) beslutas för sig, och bara där reglerna har den.",
        en="Entitlement to state grants (status) is decided by itself, and only where the rules have it.",
    ),
    "/grantForm": Bilingual(
        sv="Reglerna gäller vissa bidragsformer; ange en av dem.", en="The rules are for certain grant forms; give one."
    ),
    "/recipientKind": Bilingual(
        sv="Reglerna gäller vissa slag av mottagare; ange ett av dem.",
        en="The rules are for certain kinds of recipient; give one.",
    ),
}


def _unknown_here(place: str, ruleset: RuleSet, message: str, suggestion: str) -> Problem:
    title, why = ruleset.title, _ASKED[place]
    return _problem(
        place, f"{ruleset.id}: {message}", suggestion, sv=f"{title.sv}. {why.sv}", en=f"{title.en}. {why.en}"
    )


def _without_transition(application: Application, ruleset: RuleSet) -> Iterator[Problem]:
    """Rules that are no act's: a proposal speaks of applications alone, adopted rules never of what went before."""
    if application.stage not in _EARLIER_GRANT:
        return
    awarded = application.award_date
    if ruleset.adoption is None:
        yield _problem(
            "/stage",
            f"the rule set {ruleset.id} is about applications alone",
            "choose the rules of the grant",
            sv=f"{ruleset.title.sv} säger inget om utbetalning eller återkrav av bidrag.",
            en=f"{ruleset.title.en} says nothing of payment or reclaim of grants.",
        )
    elif awarded is None or awarded < ruleset.applies_from.on:
        first = ruleset.applies_from.on
        yield _problem(
            "/awardDate",
            f"the rule set {ruleset.id} governs grants awarded from {first}",
            "add awardDate, that of the grant concerned",
            sv=f"{ruleset.title.sv} gäller inte bidrag som har beviljats före {first}.",
            en=f"{ruleset.title.en} do not govern grants awarded before {first}.",
        )


def _older(place: str, message: str, suggestion: str, ruleset: RuleSet, transition: Transition) -> Problem:
    cited = transition.citation
    sv = f" ({cited.cite.sv}: ”{cited.quote}”)" if cited else ""
    en = f" ({cited.cite.en}: “{cited.quote}”)" if cited else ""
    why = transition.explanation
    return _problem(
        place, message, suggestion, sv=f"{ruleset.title.sv}. {why.sv}{sv}", en=f"{ruleset.title.en}. {why.en}{en}"
    )


def _problem(place: str, message: str, suggestion: str, *, sv: str, en: str) -> Problem:
    return Problem(
        code="not_covered", place=place, message=message, suggestion=suggestion, explanation=Bilingual(sv=sv, en=en)
    )
