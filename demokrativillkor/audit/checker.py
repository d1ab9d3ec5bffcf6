"""An independent checker of one exported decision: this file alone, and Python's standard library.

    python3 -I -S checker.py EXPORT [--key VKEY | --checkpoint FILE] [--json]

It shares no code with the program that made the export. Written from docs/semantics.md, docs/evidence.md, RFC 8032, RFC
6962, RFC 8785 and C2SP signed-note, it checks signatures, proofs, commitments, digests, and derives every verdict and
the outcome anew from the exported rules and facts. Exit code: 0 all is well, 6 something failed or is not shown, 3 not
readable. Without a key or checkpoint from elsewhere it can only say: internally consistent, origin not checked.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import re
import sys
from pathlib import Path
from typing import Any

NOT_MET, UNKNOWN, MET = 0, 1, 2
TOKENS, NOT_SHOWN = ("not_met", "unknown", "met"), "not shown"


def strict_json(content: bytes) -> Any:
    """The JSON value; keys that stand twice or are not ASCII, and numbers that are not whole, are refused."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) != len(pairs) or not all(key.isascii() for key, _ in pairs):
            raise ValueError("a key stands twice, or is not ASCII")
        return dict(pairs)

    def whole(text: str) -> int:
        if not re.fullmatch("0|-?[1-9][0-9]{0,15}", text):
            raise ValueError("a number is not whole, or too large")
        return int(text)

    numbers: Any = dict.fromkeys(("parse_int", "parse_float", "parse_constant"), whole)
    return json.loads(content.decode(), object_pairs_hook=once, **numbers)


def canonical(value: Any) -> bytes:
    """The canonical bytes (RFC 8785: with ASCII keys and whole numbers these)."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def digest(value: Any) -> str:
    """``sha256:`` and the digest of the canonical bytes."""
    return "sha256:" + hashlib.sha256(canonical(value)).hexdigest()


def unbase64(text: str) -> bytes:
    """The bytes; only the one canonical spelling is taken."""
    content = base64.b64decode(text, validate=True)
    if base64.b64encode(content).decode("ascii") != text:
        raise ValueError("base64 in another spelling")
    return content


P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(one: Any, other: Any) -> Any:
    """The sum of two points in extended coordinates (§ 5.1.4)."""
    (x1, y1, z1, t1), (x2, y2, z2, t2) = one, other
    a, b, c, d = (y1 - x1) * (y2 - x2), (y1 + x1) * (y2 + x2), 2 * t1 * t2 * D, 2 * z1 * z2
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(scalar: int, point: Any) -> Any:
    """The point taken that many times."""
    total: Any = (0, 1, 1, 0)
    while scalar:
        total, point, scalar = add(total, point) if scalar & 1 else total, add(point, point), scalar >> 1
    return total


def decoded_point(encoded: bytes) -> Any:
    """The point with that encoding (§ 5.1.3), ``None`` where there is none."""
    number = int.from_bytes(encoded, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = x if x & 1 == sign else P - x
    return (x, y, 1, x * y % P)


BASE = decoded_point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether that key made that signature (§ 5.1.7)."""
    point = decoded_point(public) if len(public) == 32 and len(signature) == 64 else None
    scalar = int.from_bytes(signature[32:], "little")
    if point is None or scalar >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    negative = (P - point[0], point[1], 1, P - point[3])
    x, y, z, _ = add(times(scalar, BASE), times(challenge, negative))
    inverse = pow(z, P - 2, P)
    found = (y * inverse % P) | ((x * inverse % P & 1) << 255)
    return bool(found.to_bytes(32, "little") == signature[:32])


def key_of(text: str) -> tuple[str, str, bytes]:
    """Name, key id and public key of a verifier key ``name+id+base64``."""
    name, key_id, encoded = text.split("+", 2)
    key = unbase64(encoded)
    if (len(key), key[:1], key_id) != (33, b"\x01", hashlib.sha256(name.encode() + b"\n" + key).hexdigest()[:8]):
        raise ValueError("a key is malformed")
    return name, key_id, key[1:]


def note_of(note: str) -> tuple[str, str, int, bytes, list[tuple[str, bytes]]]:
    """Text, origin, size, root and signatures (name, key id and signature) of a checkpoint."""
    text, _, lines = note.rpartition("\n\n")
    origin, size, root = text.split("\n")
    if not (re.fullmatch("(— [^ \n]+ [^ \n]+\n)+", lines) and re.fullmatch("0|[1-9][0-9]{0,17}", size) and origin):
        raise ValueError("the checkpoint is malformed")
    signatures = [(name, unbase64(encoded)) for name, encoded in re.findall("— ([^ ]+) ([^\n]+)\n", lines)]
    return text + "\n", origin, int(size), unbase64(root), signatures


def node(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees (RFC 6962 § 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def proven(index: int, size: int, proof: list[bytes], root: bytes, leaf: bytes = b"", old: bytes = b"") -> bool:
    """Whether the leaf stands there under the root, or the log up to there had the old one (RFC 6962 § 2.1)."""
    turns: list[bool] = []
    while 0 <= index < size > 1 and (leaf or index < size - 1):
        left = 1 << (size - 1).bit_length() - 1
        turns.insert(0, index >= left)
        index, size = (index - left, size - left) if turns[0] else (index, left)
    path = [leaf, *proof] if leaf else proof if any(turns) else [old, *proof]
    if not 0 <= index == size - 1 or len(path) != len(turns) + 1:
        return False
    before = whole = path[0]
    for step, near in enumerate(path[1:]):
        before, whole = (node(near, before), node(near, whole)) if turns[step] else (before, node(whole, near))
    return whole == root and (bool(leaf) or before == old)


class Rules:
    """One exported rule set, ready to be asked."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.facts = {fact["id"]: fact for fact in given["facts"]}
        self.definitions = {each["name"]: each["condition"] for each in given["definitions"]}
        self.rules, self.limbs, self.attribution = given["rules"], given.get("limbs", []), given.get("attribution", {})

    def with_effect(self, effect: str) -> list[dict[str, Any]]:
        """The rules with that effect."""
        return [rule for rule in self.rules if rule["effect"] == effect]

    def ask(self, node: Any, answers: dict[str, str], known: dict[str, int] | None = None) -> int:
        """The verdict of a condition on the answers."""
        used = {} if known is None else known
        if node is None:
            return NOT_MET
        if "fact" in node:
            open_tokens = ["unknown", *(each["token"] for each in self.facts[node["fact"]].get("unknownTokens", []))]
            answer = answers.get(node["fact"], "unknown")
            return UNKNOWN if answer in open_tokens else MET if answer in node["in"] else NOT_MET
        if "use" in node:
            if node["use"] not in used:
                used[node["use"]] = -1
                used[node["use"]] = self.ask(self.definitions[node["use"]], answers, used)
            if used[node["use"]] < 0:
                raise ValueError("a definition uses itself")
            return used[node["use"]]
        if "not" in node:
            return MET - self.ask(node["not"], answers, used)
        parts = [self.ask(part, answers, used) for part in node.get("all", node.get("any"))]
        return min(parts) if "all" in node else max(parts)

    def filled(self, finding: dict[str, Any]) -> tuple[dict[str, str], list[str], str, str]:
        """A finding's answers with what is filled in, which limbs were, what settled attribution, and the limb."""
        answers = dict(finding.get("facts", {}))
        limbs = sorted(each for each in self.facts if self.facts[each].get("limb") and each not in answers)
        limbs = limbs if finding.get("otherLimbs") == "no" else []
        answers.update((each, "no") for each in limbs)
        actor = answers.get("actor")
        values = self.facts["actor"]["values"] if "actor" in self.facts else []
        limb = next((each.get("limb", "own") for each in values if each["token"] == actor), "own")
        if "attributed" in answers:
            source = "person" if answers["attributed"] in ("yes", "no") else "open"
            return answers, limbs, source, limb if answers["attributed"] == "no" else "own"
        sides = {"yes": self.attribution.get("attributed", []), "no": self.attribution.get("notAttributed", [])}
        default = [{"attributed": side} for side, actors in sides.items() if actor in actors][:1]
        return dict(answers, **(default[0] if default else {})), limbs, "role" if default else "open", limb


def confined(rule: dict[str, Any], form: str | None, kind: str | None) -> bool:
    """Whether the rule is confined to other grant forms or kinds of recipient."""
    forms, kinds = rule.get("grantForms"), rule.get("recipientKinds")
    return bool(forms and form not in forms) or bool(kinds and kind not in kinds)


def excepted(rules: Rules, obstacles: dict[Any, int], judgement: Any) -> int:
    """Whether special reasons lift the obstacles: granted for all not ruled out, or refused for one that is met."""
    if judgement is None or not rules.with_effect("exception"):
        return UNKNOWN if rules.with_effect("exception") else NOT_MET
    if judgement["outcome"] == "granted":
        left = [each for each, verdict in obstacles.items() if verdict > NOT_MET and each not in judgement["covers"]]
        return UNKNOWN if left else MET
    return NOT_MET if any(obstacles.get(each) == MET for each in judgement["covers"]) else UNKNOWN


def outcome_of(obstacle: int, exception: int, formal: int, examined: bool) -> dict[str, str]:
    """The outcome and its reason."""
    unlifted = min(obstacle, MET - exception)
    barred = max(unlifted, NOT_MET if examined else UNKNOWN)
    if max(barred, formal) == MET:
        return {"outcome": "ineligible", "outcomeReason": "obstacle" if barred == MET else "formal"}
    if max(barred, formal) == NOT_MET:
        return {"outcome": "eligible", "outcomeReason": "exceptionGranted" if obstacle > NOT_MET else "noObstacle"}
    reason = "factsMissing" if UNKNOWN in (unlifted, formal) else "notExamined"
    reason = "specialReasonsOpen" if obstacle == MET and unlifted == UNKNOWN else reason
    return {"outcome": "undetermined", "outcomeReason": reason}


def derived(application: dict[str, Any], rule_sets: list[dict[str, Any]], required: str) -> dict[str, Any]:
    """Every verdict and the outcome from the rules and the facts alone, in the shape of a canonical decision."""
    rules, facts = Rules(rule_sets[0]), application.get("facts", {})
    form, kind = application.get("grantForm"), application.get("recipientKind")
    limbs = [each["id"] for each in rules.limbs if not each.get("grantForms") or form in each["grantForms"]]
    findings, obstacles, requirements, formal = [], {}, [], NOT_MET
    for finding in sorted(application.get("findings", []), key=lambda each: str(each["id"])):
        answers, filled, attribution, limb = rules.filled(finding)
        verdicts = []
        for rule in rules.with_effect("obstacle"):
            out = limb not in limbs or confined(rule, form, kind)
            verdicts.append((rule["id"], NOT_MET if out else rules.ask(rule["condition"], answers)))
        obstacles[finding["id"]] = worst = max([verdict for _, verdict in verdicts], default=NOT_MET)
        each = [{"rule": name, "verdict": TOKENS[verdict]} for name, verdict in verdicts]
        told = {"id": finding["id"], "limb": limb, "attribution": attribution, "filled": filled}
        findings.append(dict(told, obstacle=TOKENS[worst], evaluations=each))
    for rule in rules.with_effect("requirement"):
        met, freed = NOT_MET, NOT_MET
        if not confined(rule, form, kind):
            met, freed = rules.ask(rule["condition"], facts), rules.ask(rule.get("dispensation"), facts)
            formal = max(formal, min(MET - met, MET - freed))
        requirements.append({"rule": rule["id"], "verdict": TOKENS[met], "dispensation": {"verdict": TOKENS[freed]}})
    beside = [(Rules(each), None, None) for each in rule_sets if each.get("role") == "advice"]
    advice = [
        {"rule": rule["id"], "verdict": TOKENS[asked.ask(rule["condition"], facts)]}
        for asked, *where in [(rules, form, kind), *beside]
        for rule in asked.with_effect("advice")
        if not confined(rule, *where)
    ]
    applying = [rule for rule in rules.with_effect("obstacle") if not confined(rule, form, kind)]
    examined = application.get("examinations", {})
    statuses = {rule["ground"]: examined.get(rule["ground"], "not_examined") for rule in applying if rule.get("ground")}
    enough = ("reviewed",) if required == "reviewed" else ("declared", "reviewed")
    grounds = [{"ground": each, "status": how, "suffices": how in enough} for each, how in statuses.items()]
    exception = excepted(rules, obstacles, application.get("exception"))
    suffices = all(each["suffices"] for each in grounds)
    outcome = outcome_of(max(obstacles.values(), default=0), exception, formal, suffices)
    made = {"findings": findings, "requirements": requirements, "advice": advice, "examination": {"grounds": grounds}}
    return dict(made, exception={"verdict": TOKENS[exception]}, **outcome)


def within(part: Any, whole: Any) -> bool:
    """Whether everything in the part stands in the whole, and lists have no more than in the part."""
    if isinstance(part, dict):
        return all(key in whole and within(value, whole[key]) for key, value in part.items())
    return len(part) == len(whole) and all(map(within, part, whole)) if isinstance(part, list) else bool(part == whole)


def chain_of(export: dict[str, Any]) -> tuple[bool, list[tuple[int, Any]]]:
    """The log's keys with their positions, and whether each was signed by the one before."""
    good = True
    chain: list[tuple[int, Any]] = []
    for part in export["keys"]:
        entry, key = part["entry"], key_of(part["entry"]["verifier"])
        good = good and (entry["kind"], entry["name"]) == ("key", key[0])
        if chain:
            good = good and (key[0], entry["previous"]) == chain[-1][1][:2] and part["position"] > chain[-1][0]
            good = good and signed(chain[-1][1][2], entry["verifier"].encode(), unbase64(entry["signature"]))
        good = good and (bool(chain) or (entry["previous"], entry["signature"]) == (None, None))
        chain.append((part["position"], key))
    return good, chain


def log_checks(export: dict[str, Any], key: str | None, outside: str | None) -> Any:
    """Pairs of what was checked and whether it holds; ``None`` where it could not be checked."""
    text, origin, size, root, signatures = note_of(export["checkpoint"])
    yield "the format is known", export["format"] == "demokrativillkor/export/1"
    yield "checksum", digest({name: part for name, part in export.items() if name != "checksum"}) == export["checksum"]
    good, chain = chain_of(export)
    yield "each key was signed by the one before", good
    signing = [each for position, each in chain if position < size][-1:]
    (name, signature), *others = signatures
    named = bool(signing) and not others and (origin, name, signature[:4].hex()) == (name, *signing[0][:2])
    yield "the log's key signed the checkpoint", named and signed(signing[0][2], text.encode(), signature[4:])
    for part in [*export["keys"], export["decision"], *export["events"], *filter(None, [export.get("erasure")])]:
        leaf, proof = hashlib.sha256(b"\0" + canonical(part["entry"])).digest(), list(map(unbase64, part["proof"]))
        yield f"entry {part['position']} is in the log", proven(part["position"], size, proof, root, leaf)
    if key is not None:
        keys = [each for _, each in chain]
        trusted = keys[keys.index(key_of(key)) :] if key_of(key) in keys else []
        yield "the key given signed the checkpoint or handed over to its key", bool(signing) and signing[0] in trusted
    if outside is not None:
        _, other, length, old, _ = note_of(outside)
        since: Any = {"size": size, "proof": []} if length == size else export.get("since", {"size": -1, "proof": []})
        same = other == origin and proven(length - 1, size, list(map(unbase64, since["proof"])), root, old=old)
        comparable = other != origin or length == since["size"]
        yield "the log of the checkpoint given is this one", same if comparable else NOT_SHOWN
        yield "the decision stands in it", bool(key) or export["decision"]["position"] < length or NOT_SHOWN


def commits(commitment: str, salt: str, label: bytes, content: Any) -> bool:
    """Whether the commitment was made to the content, under the salt's own salt for that label."""
    own = hmac.new(bytes.fromhex(salt), label, "sha256").digest() if label else bytes.fromhex(salt)
    return hashlib.sha256(own + canonical(content)).hexdigest() == commitment


def case_checks(export: dict[str, Any]) -> Any:
    """As :func:`log_checks`, of the decision and its events."""
    entry, before, sets = export["decision"]["entry"], export["decision"]["position"], export["ruleSets"]
    kept, shown, erasure = export.get("kept"), export.get("shown"), export.get("erasure")
    ours, committed = entry["decisionId"], entry["commitments"]
    yield "the log names these rule sets", entry["kind"] == "decision" and list(map(digest, sets)) == entry["ruleSets"]
    if erasure or not shown:
        yield "erased by an order in the log", bool(erasure and ours in erasure["entry"]["decisions"])
    if shown:
        holds = commits(committed["veiled"], shown["salt"], b"", shown["content"])
        yield "the log committed to what is shown", holds and shown["content"]["decisionId"] == ours
    verdicts = None
    if kept:
        yield "the log committed to the record", commits(committed["record"], kept["salt"], b"record", kept["record"])
        yield "record, application, decision and rules agree", agree(kept, sets, ours, shown)
        required = kept["decision"]["examination"]["required"]
        verdicts = within(derived(kept["application"], sets, required), kept["decision"])
    yield "every verdict and the outcome follow from rules and facts", verdicts
    for part in export["events"]:
        event, content, after = part["entry"], part.get("content"), part["position"] > before
        before = part["position"]
        there = after and event["kind"] == "event" and event["decisionId"] == ours
        yield f"event {before} follows and is on this decision", there and (content is not None or not kept)
        if content is not None:
            same = all(content[each] == event[each] for each in ("decisionId", "eventId", "event"))
            holds = commits(event["commitment"], part["salt"], b"event", content)
            yield f"the log committed to what event {before} says", same and holds


def agree(kept: dict[str, Any], sets: list[Any], decision_id: str, shown: Any) -> bool:
    """Whether what is said twice is said alike."""
    record, application, decision = kept["record"], kept["application"], kept["decision"]
    twice = [
        *((record[each], digest(kept[each])) for each in ("application", "decision", "aside")),
        *((record[each], decision[each]) for each in ("outcome", "legalForce", "decisionDate")),
        (record["decisionId"], decision_id),
        (record["ruleSet"], sets[0]["id"]),
        (decision["application"], {"id": application["id"], "digest": digest(application)}),
        ([each["digest"] for each in decision["ruleSets"]], [digest(s) for s in sets if s.get("role") != "process"]),
        (shown["salt"], hmac.new(bytes.fromhex(kept["salt"]), b"veiled", "sha256").hexdigest()),
    ]
    return all(one == other for one, other in twice)


def main() -> int:
    """Check the file named on the command line."""
    parser = argparse.ArgumentParser(description="Check one exported decision, by this file alone.")
    parser.add_argument("export")
    parser.add_argument("--key", help="the log's verifier key, from elsewhere")
    parser.add_argument("--checkpoint", help="a file with a checkpoint of the log, from elsewhere")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    try:
        with Path(given.export).open("rb") as file:
            export = strict_json(file.read(16 << 20))
        outside = Path(given.checkpoint).read_text(encoding="utf-8") if given.checkpoint else None
        found = [*log_checks(export, given.key, outside), *case_checks(export)]
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        print(f"cannot be read as an export: {type(error).__name__}", file=sys.stderr)
        return 3
    failed, unshown = (any(holds is each for _, holds in found) for each in (False, NOT_SHOWN))
    origin = "verified against what was given" if given.key or outside else "internally consistent, origin not checked"
    origin = "internally consistent, not shown to be of the log of the checkpoint given" if unshown else origin
    conclusion = "FAILED: something was altered, or does not belong together" if failed else origin
    checks = [({True: "ok", False: "FAILED", None: "not possible"}.get(holds, holds), what) for what, holds in found]
    told = "\n".join([f"{word:13}{what}" for word, what in checks] + [conclusion])
    code = 6 if failed or unshown else 0
    print(json.dumps({"ok": not code, "conclusion": conclusion, "checks": checks}) if given.json else told)
    return code


if __name__ == "__main__":
    sys.exit(main())
