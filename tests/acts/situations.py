"""An officer's application under an act: what it asks for is worked out from its rules, never listed by act."""

from itertools import product

from demokrativillkor.application import Stage
from demokrativillkor.condition import facts_of
from demokrativillkor.engine.reference import judge
from demokrativillkor.rule import Effect
from demokrativillkor.verdict import Verdict
from tests.acts.table import BY_ID
from tests.support.builders import ALL_REVIEWED, application, finding

MET = {
    "ground_1": {"violence": "yes", "againstPerson": "yes"},
    "ground_2": {"unequalWorth": "yes"},
    "ground_3": {"promotes": "yes", "refersToGround": "ground_1"},
    "ground_4": {"againstFormOfGovernment": "yes"},
}
"""Ground → what makes it met, once the act is shown and the organisation's own."""

PARTNERS = ("partner_organisation", "partner_representative")
PARTNERS_ABROAD = ("partner_organisation_abroad", "partner_representative_abroad")
MEMBERS = ("member_association", "member_association_representative")
CONGREGATIONS = ("congregation",)
BODIES = {actor: actors for actors in (PARTNERS, PARTNERS_ABROAD, MEMBERS, CONGREGATIONS) for actor in actors}
"""Every actor that is a body beside the applicant, or represents one."""


def act_of(actor, ground="ground_1", finding_id="F1", **facts):
    """A finding on which that ground is met, as far as the act reaches the actor."""
    return finding(finding_id, **{"established": "shown", "actor": actor, "otherLimbs": "no", **MET[ground], **facts})


def answers_that_make(condition, verdict, ruleset):
    """The first answers to the facts of a condition on which it has that verdict."""
    if condition is None:
        return {}
    names = sorted(facts_of(condition, ruleset.conditions))
    for tokens in product(*(ruleset.facts_by_id[name].tokens for name in names)):
        answers = dict(zip(names, tokens, strict=True))
        if judge(condition, ruleset.conditions, answers).verdict is verdict:
            return answers
    raise AssertionError(f"nothing makes {condition} {verdict}")


def requirements_of(ruleset, form=None, kind=None):
    """The requirements that apply to that form of grant and kind of recipient."""
    return [
        rule
        for rule in ruleset.with_effect(Effect.REQUIREMENT)
        if (not rule.grant_forms or form in rule.grant_forms)
        and (not rule.recipient_kinds or kind in rule.recipient_kinds)
    ]


def fulfilled(ruleset):
    """Answers on which every requirement of the act is fulfilled, whoever applies for whatever."""
    answers = {}
    for rule in ruleset.with_effect(Effect.REQUIREMENT):
        for name, token in answers_that_make(rule.condition, Verdict.MET, ruleset).items():
            assert answers.setdefault(name, token) == token, f"{rule.id}: {name} is asked for two things at once"
    return answers


def unfulfilled(rule, ruleset):
    """Answers on which that requirement is neither fulfilled nor dispensed from."""
    return answers_that_make(rule.condition, Verdict.NOT_MET, ruleset) | answers_that_make(
        rule.dispensation, Verdict.NOT_MET, ruleset
    )


def dispensed(rule, ruleset):
    """Answers on which that requirement is not fulfilled but dispensed from."""
    return answers_that_make(rule.condition, Verdict.NOT_MET, ruleset) | answers_that_make(
        rule.dispensation, Verdict.MET, ruleset
    )


def asked_for(ruleset, vocabulary):
    """Every form of grant and kind of recipient that can be applied for; ``None`` where the act names none."""
    forms = list(ruleset.grant_forms) or [None]
    kinds = list(ruleset.recipient_kinds or (vocabulary.recipient_kinds if ruleset.depends_on_recipient_kind else ()))
    return list(product(forms, kinds or [None]))


def dates(ruleset):
    """The first dates that come under the act, by the table of acts."""
    row = BY_ID[ruleset.id]
    day = row.boundary.isoformat()
    of_key = {
        "award_date": {"awardDate": day},
        "period": {"period": {"first": day, "last": day}},
        "grant_year": {"grantYear": row.boundary.year},
        "special": {"awardDate": day, "period": {"first": day, "last": day}},
        "unknown": {},
    }
    return {"decisionDate": row.first_day.isoformat(), **of_key[row.key]}


def officers(ruleset, vocabulary, *findings, form=None, kind=None, answers=None, **fields):
    """A complete application on the act's first day, with those findings and nothing else against it."""
    first_form, first_kind = asked_for(ruleset, vocabulary)[0]
    form, kind = form or first_form, kind or first_kind
    written = {
        "grant": ruleset.id,
        "grantForm": form,
        "recipientKind": kind,
        "stage": str(Stage.STATUS if form == "status" else Stage.APPLICATION),
        "facts": fulfilled(ruleset) | (answers or {}),
        "examinations": ALL_REVIEWED,
        **dates(ruleset),
        **fields,
    }
    return application(*findings, **{key: value for key, value in written.items() if value is not None})
