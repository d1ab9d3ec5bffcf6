"""An export checked offline: every signature, proof, commitment and digest, and the decision made again.

The export is taken to come from an opponent. What it says of itself can at most be consistent; where it comes from only
a key or a checkpoint from outside can show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from demokrativillkor.application import Application
from demokrativillkor.audit.commitments import EVENT, RECORD, VEILED, RecordContent, derive, opens
from demokrativillkor.audit.entries import EventEntry
from demokrativillkor.audit.export import EventPart, ExportRefused, KeptPart, checksum, read_export
from demokrativillkor.audit.notes import Checkpoint, Verifier
from demokrativillkor.audit.opened import Opened, log_checks, origin_checks
from demokrativillkor.audit.veil import veiled_content
from demokrativillkor.audit.verification import Check, Verification, check, impossible
from demokrativillkor.canonical import canonical_bytes, digest
from demokrativillkor.condition import Condition, Use, nodes_of
from demokrativillkor.decision import SEMANTICS_VERSION
from demokrativillkor.ruleset import Role, RuleSet

Reassess = Callable[[Application, RuleSet, Sequence[RuleSet], str], bytes]
"""The canonical decision on an application under the deciding rule set, those that advise, and what examination the
authority's profile demands."""

MOST_NODES = 10_000
"""The most parts that the conditions of a rule set may have, definitions written out; the largest act has 80."""


def verify_export(
    content: bytes,
    *,
    reassess: Reassess,
    verifier: Verifier | None = None,
    checkpoint: Checkpoint | None = None,
) -> Verification:
    """Check an export, without the log and without a network.

    Args:
        verifier: a key of the log that came from elsewhere.
        checkpoint: a checkpoint of the log that came from elsewhere and is trusted as it is; of another size than the
            export's, the export must hold the proof between the two.

    Raises:
        ExportRefused: it cannot be read as an export.
    """
    export, document = read_export(content)
    opened = Opened.of(export)
    checks = [
        check("checksum", checksum(document) == export.checksum, "nothing was damaged since the export was made"),
        *log_checks(opened),
        *_rule_checks(opened),
        *_case_checks(opened, reassess),
        *_event_checks(opened),
        *origin_checks(opened, verifier, checkpoint),
    ]
    against = (*(["key"] if verifier else []), *(["checkpoint"] if checkpoint else []))
    return Verification(opened.decision.decision_id, export.form, against, tuple(checks))


def _rule_checks(opened: Opened) -> Iterator[Check]:
    digests = tuple(digest(canonical_bytes(each)) for each in opened.export.rule_sets)
    says = "the rule sets are those that the log names for the decision"
    yield check("ruleSets", digests == opened.decision.rule_sets, says, opened.export.decision.position)


def _case_checks(opened: Opened, reassess: Reassess) -> Iterator[Check]:
    export, position = opened.export, opened.export.decision.position
    yield from _erasure_checks(opened)
    yield from _shown_checks(opened)
    if export.kept is not None:
        yield from _kept_checks(opened, export.kept, reassess)
    else:
        for code in ("record", "agreement", "replay", "veil"):
            yield impossible(code, export.form, position)


def _erasure_checks(opened: Opened) -> Iterator[Check]:
    export = opened.export
    if opened.erasure is not None and export.erasure is not None:
        named = opened.decision.decision_id in opened.erasure.decisions
        yield check("erasure", named, "the log says by what order the case was erased", export.erasure.position)
    elif export.form == "erased":
        says = "where contents are missing, an entry says that they were erased"
        yield check("erasure", False, says, export.decision.position)


def _shown_checks(opened: Opened) -> Iterator[Check]:
    shown, position = opened.export.shown, opened.export.decision.position
    if shown is None:
        yield impossible("veiled", opened.export.form, position)
        return
    holds = opens(opened.decision.commitments.veiled, bytes.fromhex(shown.salt), canonical_bytes(shown.content))
    yield check("veiled", holds, "the log committed to what is shown of the decision", position)
    about = shown.content.get("decisionId") == opened.decision.decision_id
    yield check("shown", about, "what is shown is about this decision", position)


def _kept_checks(opened: Opened, kept: KeptPart, reassess: Reassess) -> Iterator[Check]:
    position = opened.export.decision.position
    salt, record = bytes.fromhex(kept.salt), canonical_bytes(kept.record)
    holds = opens(opened.decision.commitments.record, derive(salt, RECORD), record)
    yield check("record", holds, "the log committed to the record of the decision", position)
    agree = _held(lambda: _agree(opened, kept))
    yield check("agreement", agree, "record, application, decision and rules belong together", position)
    veiled = _held(lambda: _veil_holds(opened, kept))
    yield check("veil", veiled, "what is shown is what may be shown", position)
    if kept.decision.get("semanticsVersion") != SEMANTICS_VERSION:
        yield impossible(
            "replay", "decided under another version of the semantics; use a release that has it", position
        )
        return
    again = _held(lambda: _replayed(opened, kept, reassess))
    yield check(
        "replay", again, "made again from application and rules, the decision is the same to the byte", position
    )


def _held(holding: Callable[[], bool]) -> bool:
    """Whether it holds; whatever an opponent's values make fail does not."""
    try:
        return holding()
    except Exception:
        return False


def _agree(opened: Opened, kept: KeptPart) -> bool:
    """Whether everything that is said twice is said alike."""
    application, decision, aside = (canonical_bytes(each) for each in (kept.application, kept.decision, kept.aside))
    record, decided = kept.record, kept.decision
    named = [each.get("digest") for each in decided.get("ruleSets", ()) if isinstance(each, dict)]
    roles = [each.get("role", Role.DECIDING) for each in opened.export.rule_sets]
    used = [each for each, role in zip(opened.decision.rule_sets, roles, strict=False) if role != Role.PROCESS]
    deciding = opened.export.rule_sets[0]
    said = (
        (record.get("decisionId"), opened.decision.decision_id),
        (record.get("recordedAt"), opened.decision.at),
        (record.get("application"), digest(application)),
        (record.get("decision"), digest(decision)),
        (record.get("aside"), digest(aside)),
        (record.get("ruleSet"), deciding.get("id")),
        (decided.get("application"), {"digest": digest(application), "id": kept.application.get("id")}),
        (named, used),
        *((record.get(key), decided.get(key)) for key in ("outcome", "legalForce", "decisionDate")),
        (record.get("diaryNumber"), kept.application.get("diaryNumber")),
    )
    return all(one == other for one, other in said)


def _veil_holds(opened: Opened, kept: KeptPart) -> bool:
    shown, rulesets = opened.export.shown, _readable(opened.export.rule_sets)
    used = [ruleset for ruleset in rulesets if ruleset.role is not Role.PROCESS]
    content = veiled_content(RecordContent.from_document(kept.record), kept.application, kept.decision, used)
    if shown is None or content.canonical != canonical_bytes(shown.content):
        return False
    return derive(bytes.fromhex(kept.salt), VEILED).hex() == shown.salt


def _replayed(opened: Opened, kept: KeptPart, reassess: Reassess) -> bool:
    application = Application.from_document(canonical_bytes(kept.application))
    deciding, *others = _readable(opened.export.rule_sets)
    advisory = [each for each in others if each.role is Role.ADVICE]
    again = reassess(application, deciding, advisory, kept.decision["examination"]["required"])
    return again == canonical_bytes(kept.decision) and application.canonical == canonical_bytes(kept.application)


def _readable(documents: Sequence[Mapping[str, Any]]) -> list[RuleSet]:
    """The rule sets, none of which takes beyond measure to evaluate."""
    rulesets = [RuleSet.from_document(canonical_bytes(each)) for each in documents]
    for ruleset in rulesets:
        sizes: dict[str, int] = {}
        for name in ruleset.conditions:
            _written_out(Use(name), ruleset.conditions, sizes, ())
        conditions = [each for rule in ruleset.rules for each in (rule.condition, rule.dispensation) if each]
        if sum(_written_out(each, ruleset.conditions, sizes, ()) for each in conditions) > MOST_NODES:
            raise ExportRefused("the rules are beyond measure")
    return rulesets


def _written_out(
    condition: Condition, definitions: Mapping[str, Condition], sizes: dict[str, int], within: tuple[str, ...]
) -> int:
    size = 0
    for node in nodes_of(condition):
        size += 1
        if isinstance(node, Use):
            if node.name in within:
                raise ExportRefused("a definition uses itself")
            if node.name not in sizes:
                sizes[node.name] = _written_out(definitions[node.name], definitions, sizes, (*within, node.name))
            size += sizes[node.name]
    return size


def _event_checks(opened: Opened) -> Iterator[Check]:
    for part, entry in zip(opened.export.events, opened.events, strict=True):
        on_it = entry.decision_id == opened.decision.decision_id
        yield check("event", on_it, "the event is on this decision", part.position)
        if part.salt is not None and part.content is not None:
            yield _event_content(part, part.salt, part.content, entry)
        elif opened.export.form == "whole":
            yield check("eventContent", False, "what the event says is there", part.position)
        else:
            yield impossible("eventContent", opened.export.form, part.position)


def _event_content(part: EventPart, salt: str, content: Mapping[str, Any], entry: EventEntry) -> Check:
    committed = opens(entry.commitment, derive(bytes.fromhex(salt), EVENT), canonical_bytes(content))
    said = [content.get(key) for key in ("decisionId", "eventId", "event")]
    same = said == [entry.decision_id, entry.event_id, entry.event]
    return check("eventContent", committed and same, "the log committed to what the event says", part.position)
