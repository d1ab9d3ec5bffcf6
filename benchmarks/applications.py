"""Synthetic applications to measure with, as officers write them."""

from __future__ import annotations

import json
from random import Random

from demokrativillkor.rule import Scope
from demokrativillkor.ruleset import RuleSet

FINDINGS = 3


def random_application(random: Random, number: int, ruleset: RuleSet, findings: int = FINDINGS) -> bytes:
    """An application as officers write them: most limbs answered no at once, some open, now and then one met."""
    limbs = [fact for fact in ruleset.facts if fact.scope is Scope.FINDING and fact.limb]
    written = []
    for index in range(findings):
        facts = {
            "established": random.choice(["shown", "shown", "shown", "not_shown", "not_investigated"]),
            "actor": random.choice(["organisation", "board_member", "employee", "member", "invited_guest"]),
            "context": random.choice(["official_channel", "event", "duty", "private", "unclear"]),
        }
        for fact in random.sample(limbs, random.randint(1, 4)):
            facts[fact.id] = random.choice(["yes", "no", "no", "unknown"])
        if facts.get("discrimination") == "yes":
            facts |= {name: random.choice(["yes", "no"]) for name in ("legitimateAim", "suitable", "necessary")}
        if "yes" in (facts.get("defends"), facts.get("promotes"), facts.get("incites")):
            facts["refersToGround"] = random.choice(["ground_1", "ground_2", "neither"])
        finding = {"id": f"F{index}", "judgedBy": "case_officer", "judgedOn": "2026-03-16", "facts": facts}
        written.append(finding | ({"otherLimbs": "no"} if random.random() < 0.8 else {}))
    examinations = {f"ground_{ground}": random.choice(["declared", "reviewed"]) for ground in range(1, 5)}
    document = {"id": f"A-{number}", "decisionDate": "2026-04-15", "findings": written, "examinations": examinations}
    return json.dumps(document).encode()


def full_application(random: Random, number: int, ruleset: RuleSet, findings: int = FINDINGS) -> bytes:
    """The same with organisation, diary number, evidence and notes."""
    document = json.loads(random_application(random, number, ruleset, findings))
    document |= {
        "organisation": {"name": "Föreningen Exempel", "number": "212000-0142"},
        "diaryNumber": f"KU2026/{number:05}",
        "notes": "Enligt yttrandet 2026-03-02 – dnr 2026-04512 – har föreningen svarat.",
    }
    for finding in document["findings"]:
        website = {"kind": "website", "reference": "protokoll 2026-02-14, s. 3", "retrievedOn": "2026-03-01"}
        finding["evidence"] = [website, {"kind": "minutes", "reference": "bilaga 4"}]
        finding["notes"] = "Iakttaget vid årsmötet 2026-02-14; två närvarande har bekräftat detta."
    return json.dumps(document, ensure_ascii=False).encode()
