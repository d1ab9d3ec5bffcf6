"""Records of synthetic cases: what persons add to a decision, and the answers that let it be signed."""

import json
from itertools import product

from demokrativillkor.application import Application
from demokrativillkor.assess import assess
from demokrativillkor.canonical import digest
from demokrativillkor.engine import Reference
from demokrativillkor.engine.compile import rule_program
from demokrativillkor.record import Case, read_event
from demokrativillkor.record.facts import ONLY_EVENTS_TELL
from demokrativillkor.rule import Effect, Scope
from demokrativillkor.verdict import Verdict
from tests.support.builders import ALL_REVIEWED, judgement

PERSON = {"name": "Handläggare Ett", "title": "handläggare"}
CHIEF = {"name": "Beslutare Två", "title": "avdelningschef"}

REFERENCE = "dnr 1/aktbilaga 3"


def finding(**facts):
    return {
        "id": "F1",
        "judgedBy": "case_officer",
        "judgedOn": "2026-03-01",
        "otherLimbs": "no",
        "facts": {"established": "shown", "actor": "board_member", "context": "event", "againstPerson": "yes", **facts},
        "evidence": [
            {
                "kind": "minutes",
                "reference": REFERENCE,
                "retrievedOn": "2026-02-20",
                "credibility": "high",
            }
        ],
    }


def applied(*findings, **fields):
    document = {
        "id": "A-1",
        "grant": "sfs-2021-401",
        "decisionDate": "2026-04-15",
        "grantForm": "activity",
        "recipientKind": "association",
        "findings": list(findings),
        "examinations": ALL_REVIEWED,
    } | fields
    return Application.from_document(json.dumps(document).encode())


def fulfilled(ruleset):
    """Answers under which every requirement of the rule set is met: found by trying."""
    answers = {}
    for rule in ruleset.with_effect(Effect.REQUIREMENT):
        facts = [ruleset.facts_by_id[name] for name in sorted(ruleset.facts_in(rule.condition)) if name not in answers]
        program = rule_program(ruleset, rule.id)
        for tokens in product(*(fact.tokens for fact in facts)):
            tried = answers | dict(zip((fact.id for fact in facts), tokens, strict=True))
            (why,) = Reference().evaluate(program, program.encode(tried)).explanations
            if why.verdict is Verdict.MET:
                answers = tried
                break
    return answers


def eligible(rulebook):
    return case_of(rulebook, applied(facts=fulfilled(rulebook.ruleset("sfs-2021-401"))))


def case_of(rulebook, application, rules="sfs-2021-401"):
    return Case.of(application, assess(application, rulebook.ruleset(rules), engine=Reference()))


def ineligible(rulebook, **fields):
    fields = {"exception": judgement("refused", ["F1"]), **fields}
    return case_of(rulebook, applied(finding(violence="yes"), **fields))


def undetermined(rulebook, **fields):
    return case_of(rulebook, applied(finding(violence="unknown"), **fields))


def event(vocabulary, kind, **fields):
    return read_event(json.dumps({"kind": kind, **fields}).encode(), vocabulary).event


def item(**fields):
    return {
        "reference": REFERENCE,
        "hearing": "communicated",
        "on": "2026-03-02",
        "replyBy": "2026-03-23",
        **fields,
    }


def frozen(text="Beslut. 2026-04-20. Avslag.", language="sv"):
    return {"language": language, "text": text, "digest": digest(text.encode())}


def signed(**fields):
    return {
        "on": "2026-04-20",
        "outcome": "adverse",
        "decided": "refused",
        "decision": "Ansökan avslås.",
        "language": "sv",
        "deciders": [CHIEF],
        "rapporteurs": [PERSON],
        "others": [],
        "dissents": [],
        "reasons": "Det som kommit fram visar hindret.",
        "letter": frozen(),
        **fields,
    }


FAVOURABLE = {"outcome": "favourable", "decided": "granted", "decision": "Stöd lämnas."}


def answers_for(profile):
    """Answers to all that persons answer, under which no rule of the profile blocks."""
    facts = {fact.id: fact for fact in profile.facts if fact.scope is Scope.PROCESS}
    good = {}
    for name, fact in facts.items():
        if name not in ONLY_EVENTS_TELL:
            good[name] = _GOOD.get(profile.id, {}).get(name) or _GOOD["all"].get(name) or fact.tokens[0]
    return good


_GOOD = {
    "all": {
        "applicationComplete": "yes",
        "completionOrder": "not_needed",
        "delegation": "valid",
        "delegationProhibited": "no",
        "personSearch": "no",
        "restsOnOpinion": "no",
        "restsOnStoppedReason": "no",
        "appealInformation": "ordinary_appeal",
        "reasonsMayBeOmitted": "no",
        "retroactivityReasons": "no",
    },
    "process-municipality": {"appealInformation": "legality_review"},
}


def heard(vocabulary):
    return [
        event(vocabulary, "communicated", items=[item()]),
        event(vocabulary, "reply", on="2026-03-20", channel="letter", final=True, summary="Vi delar inte bilden."),
    ]


def steps(vocabulary, answers, **fields):
    return event(vocabulary, "steps", **{"on": "2026-04-01", "by": PERSON, "answers": answers, **fields})


def departed(vocabulary, **fields):
    return event(
        vocabulary,
        "departed",
        **{
            "on": "2026-04-10",
            "by": CHIEF,
            "ground": "judged_otherwise",
            "reasons": "Jag ser det annorlunda.",
            **fields,
        },
    )
