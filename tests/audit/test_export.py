"""An export proves what it holds, and nothing in it can be changed unseen."""

import json
from contextlib import suppress
from random import Random

import pytest

from demokrativillkor.audit.export import MOST, ExportRefused, checksum, read_export
from demokrativillkor.audit.notes import Checkpoint, Signer, sign
from demokrativillkor.audit.verification import Result
from demokrativillkor.audit.verifying import verify_export
from demokrativillkor.canonical import canonical_bytes
from demokrativillkor.condition import AllOf, Not, Use
from demokrativillkor.decision import Decision
from demokrativillkor.replay import reassess
from demokrativillkor.rule import Basis, Definition, Effect, Scope
from tests.support.builders import SHOWN, TEXT, application, fact, finding, is_yes, judgement, rule, ruleset
from tests.support.logs import NEXT, SIGNER, Case, Log
from tests.support.mutations import mutations
from tests.support.random_applications import random_document
from tests.support.records import parsed

FACTS = [
    fact("established", ("shown", "not_shown")),
    fact("actor", ("board_member", "member"), sensitive=True),
    fact("attributed"),
    fact("violence", sensitive=True, limb=True),
    fact("statutes", scope=Scope.APPLICATION),
]
RULES = ruleset(
    [
        rule("1", AllOf((Use("shown"), is_yes("violence")))),
        rule("req", is_yes("statutes"), Effect.REQUIREMENT),
        rule("exc", None, Effect.EXCEPTION),
    ],
    FACTS,
    [Definition(name="shown", title=TEXT, basis=Basis.TEXT, condition=is_yes("attributed"))],
)
APPLICATION = application(
    finding("F1", **SHOWN, attributed="yes", violence="yes"),
    finding("F2", **SHOWN, otherLimbs="no"),
    facts={"statutes": "yes"},
    examinations={"ground_1": "reviewed"},
    exception=judgement("refused", ["F1"]),
    diaryNumber="2026/17",
)


@pytest.fixture
def log():
    made = Log()
    made.pad(3)
    return made


@pytest.fixture
def case(log):
    made = Case(log, APPLICATION, [RULES])
    log.pad(2)
    made.event("communicated", note="brev")
    made.event("signed", outcome="ineligible")
    return made


def verified(content, **outside):
    return verify_export(content, reassess=reassess, **outside)


def states(verification):
    found = {}
    for check in verification.checks:
        found.setdefault(check.code, set()).add(check.result)
    return found


def failed(verification):
    return {check.code for check in verification.checks if check.result is Result.FAILED}


def found(content, **outside):
    """Whether a change is noticed: the export is refused, or a check fails."""
    try:
        return not verified(content, **outside).ok
    except ExportRefused:
        return True


def forged(document):
    """The document with a checksum that fits: what an opponent would send."""
    with suppress(TypeError, AttributeError):
        document = document | {"checksum": checksum(document)}
    return json.dumps(document).encode()


def test_a_whole_export_verifies_in_every_respect(case):
    verification = verified(case.export(), verifier=SIGNER.verifier)
    assert verification.ok
    assert {check.result for check in verification.checks} == {Result.OK}
    assert (verification.form, verification.conclusion) == ("whole", "verified against the key given")
    assert sum(check.code == "inclusion" for check in verification.checks) == 4
    assert verification.document()["checks"][0] == {
        "code": "checksum",
        "result": "ok",
        "position": None,
        "says": "nothing was damaged since the export was made",
    }


def test_without_key_or_checkpoint_it_says_that_the_origin_was_not_checked(case):
    verification = verified(case.export())
    assert verification.ok
    assert verification.conclusion == "internally consistent, origin not checked"
    assert states(verification)["origin"] == {Result.NOT_POSSIBLE}


def test_a_redacted_export_holds_nothing_sensitive_and_its_commitment_verifies(case):
    content = case.export(redact=True)
    verification = verified(content, verifier=SIGNER.verifier)
    assert (verification.form, verification.ok) == ("redacted", True)
    assert states(verification)["veiled"] == {Result.OK}
    for code in ("record", "agreement", "replay", "veil", "eventContent"):
        assert states(verification)[code] == {Result.NOT_POSSIBLE}
    document = json.loads(content)
    del document["ruleSets"]
    text = json.dumps(document, ensure_ascii=False)
    salt = case.kept.salt.hex()
    for word in (
        "2026/17",
        'violence": ',
        "Skäl",
        "board_member",
        "brev",
        "A-1",
        salt,
        APPLICATION.digest,
        "Föreningen",
    ):
        assert word not in text


def test_an_erased_decision_still_verifies_and_says_why_it_cannot_be_made_again(case):
    case.erase()
    verification = verified(case.export(), verifier=SIGNER.verifier)
    assert (verification.form, verification.ok) == ("erased", True)
    assert states(verification)["erasure"] == {Result.OK}
    says = {check.says for check in verification.checks if check.result is Result.NOT_POSSIBLE}
    assert says == {"erased"}


def test_missing_contents_without_an_order_to_erase_are_found(case):
    document = json.loads(case.export())
    for key in ("kept", "shown"):
        del document[key]
    for event in document["events"]:
        del event["salt"], event["content"]
    assert failed(verified(forged(document))) == {"erasure"}
    case.erase()
    erased = json.loads(case.export())
    erased["erasure"]["entry"]["decisions"] = ["d-00000000000000000000000000"]
    assert failed(verified(forged(erased))) == {"erasure", "inclusion"}


def test_after_a_rotation_the_old_key_and_the_new_one_both_show_the_origin(case, log):
    log.rotate()
    log.pad(1)
    content = case.export()
    for verifier in (SIGNER.verifier, NEXT.verifier):
        assert verified(content, verifier=verifier).ok
    stranger = Signer(SIGNER.name, bytes(32))
    assert failed(verified(content, verifier=stranger.verifier)) == {"key"}
    namesake = Signer("another.example", bytes(range(32)))
    assert failed(verified(content, verifier=namesake.verifier)) == {"key"}


def test_a_checkpoint_signed_by_a_key_that_was_no_longer_in_use_is_found(case, log):
    log.rotate()
    document = json.loads(case.export())
    document["checkpoint"] = log.checkpoint.signed(SIGNER)
    verification = verified(forged(document))
    assert failed(verification) == {"checkpoint"}
    assert verification.conclusion == "FAILED: something was altered, or does not belong together"


def test_a_rotation_that_the_key_before_did_not_sign_is_found(case, log):
    stranger = Signer(SIGNER.name, bytes(32))
    log.signer = stranger
    log.rotate()
    assert failed(verified(case.export(), verifier=SIGNER.verifier)) == {"keys", "checkpoint", "key"}


def test_an_outside_checkpoint_of_the_same_size_shows_the_origin_and_another_root_is_found(case, log):
    inside = log.checkpoint
    verification = verified(case.export(), checkpoint=inside)
    assert (verification.ok, verification.conclusion) == (True, "verified against the checkpoint given")
    for other in (
        Checkpoint(inside.origin, inside.size, bytes(32)),
        Checkpoint("another", inside.size, inside.root),
        Checkpoint("another", inside.size - 1, inside.root),
    ):
        assert failed(verified(case.export(), checkpoint=other)) == {"outsideCheckpoint"}


def unshown(verification):
    assert not verification.ok
    assert verification.conclusion == "internally consistent, not shown to be of the log of the checkpoint given"
    return {check.code for check in verification.checks if check.result is Result.NOT_SHOWN}


def test_an_earlier_checkpoint_from_outside_needs_the_proof_that_the_log_begins_with_it(case, log):
    earlier = log.checkpoint
    log.pad(5)
    held = verified(case.export(since=earlier.size), checkpoint=earlier)
    assert (held.ok, held.conclusion) == (True, "verified against the checkpoint given")
    assert verified(case.export(since=earlier.size), checkpoint=log.checkpoint).ok
    for other in (case.export(), case.export(since=earlier.size - 1)):
        verification = verified(other, checkpoint=earlier, verifier=SIGNER.verifier)
        assert failed(verification) == set()
        assert unshown(verification) == {"outsideCheckpoint"}
    (told,) = [check.says for check in verification.checks if check.result is Result.NOT_SHOWN]
    assert told.endswith("have the decision exported again --since that checkpoint")


def test_a_checkpoint_later_than_the_export_is_not_said_to_fail_it(case, log):
    content = case.export()
    log.pad(1)
    assert unshown(verified(content, checkpoint=log.checkpoint)) == {"outsideCheckpoint"}


def test_a_log_that_does_not_begin_as_the_checkpoint_from_outside_says_is_found(case, log):
    earlier = log.checkpoint
    log.pad(5)
    rewritten = Checkpoint(earlier.origin, earlier.size, bytes(32))
    assert failed(verified(case.export(since=earlier.size), checkpoint=rewritten)) == {"outsideCheckpoint"}
    document = json.loads(case.export(since=earlier.size))
    document["since"]["proof"].pop()
    assert failed(verified(forged(document), checkpoint=earlier)) == {"outsideCheckpoint"}


def test_a_checkpoint_says_nothing_of_what_came_after_it(case, log):
    def early(size, **given):
        return verified(case.export(since=size), checkpoint=log.checkpoint_at(size), **given)

    between = early(case.events[1][0])
    assert between.ok
    later = [check.position for check in between.checks if check.result is Result.NOT_POSSIBLE]
    assert later == [case.events[1][0]]
    for size in (case.position, 0):
        verification = early(size)
        assert failed(verification) == set()
        assert unshown(verification) == {"reach"}
    assert early(case.position, verifier=SIGNER.verifier).ok


@pytest.mark.parametrize("form", ["whole", "redacted", "erased"])
def test_every_changed_leaf_is_found_also_where_the_checksum_was_made_to_fit(case, form):
    if form == "erased":
        case.erase()
    document = json.loads(case.export(redact=form == "redacted"))
    count = 0
    for path, changed in mutations(document):
        if path in (("software",), ("checksum",)):
            continue
        assert found(forged(changed)), path
        count += 1
    assert count > {"whole": 700, "redacted": 600, "erased": 400}[form]


def test_a_change_of_what_nobody_vouches_for_is_found_by_the_checksum_where_it_was_not_meant(case):
    for path, changed in mutations(json.loads(case.export())):
        if path in (("software",), ("checksum",)):
            assert found(json.dumps(changed).encode()), path


def other_orders(document):
    yield document | {"events": document["events"][::-1]}
    yield document | {"keys": document["keys"] * 2}
    yield document | {"events": [document["events"][0], document["events"][0]]}
    yield document | {"ruleSets": document["ruleSets"] * 2}


def test_entries_in_another_order_or_twice_are_found(case):
    document = json.loads(case.export())
    for changed in other_orders(document):
        assert found(forged(changed))


def test_an_event_of_another_decision_is_found(case, log):
    other = Case(log, application(finding("F1")), [RULES])
    other_entry = json.loads(log.entries[other.position]) | {"decisionId": "d-00000000000000000000000000"}
    log.entries[other.position] = canonical_bytes(other_entry)
    document = json.loads(case.export())
    document["decision"] = log.logged(other.position).document()
    assert {"event", "record", "veiled"} <= failed(verified(forged(document)))


def test_a_decision_that_the_rules_do_not_give_is_found_although_everything_else_fits(log, monkeypatch):
    real = Decision.canonical.func
    monkeypatch.setattr(
        Decision, "canonical", property(lambda self: real(self).replace(b'"ineligible"', b'"undetermined"'))
    )
    monkeypatch.setattr(Decision, "document", lambda self: json.loads(self.canonical))
    case = Case(log, APPLICATION, [RULES])
    content = case.export()
    monkeypatch.undo()
    assert "replay" in failed(verified(content))


def test_a_decision_under_other_semantics_is_not_made_again(case):
    document = json.loads(case.export())
    document["kept"]["decision"]["semanticsVersion"] = 2
    verification = verified(forged(document))
    assert states(verification)["replay"] == {Result.NOT_POSSIBLE}


def bombs():
    doubling = [Definition(name="d0", title=TEXT, basis=Basis.TEXT, condition=is_yes("violence"))]
    for level in range(1, 60):
        both = AllOf((Use(f"d{level - 1}"), Use(f"d{level - 1}")))
        doubling.append(Definition(name=f"d{level}", title=TEXT, basis=Basis.TEXT, condition=both))
    yield doubling
    yield [
        Definition(name="d59", title=TEXT, basis=Basis.TEXT, condition=Not(Use("other"))),
        Definition(name="other", title=TEXT, basis=Basis.TEXT, condition=Use("d59")),
    ]


@pytest.mark.parametrize("definitions", list(bombs()), ids=["doubling", "circular"])
def test_rules_made_to_take_for_ever_are_not_evaluated(case, definitions):
    rules = ruleset([rule("1", Use("d59"))], FACTS, definitions)
    document = json.loads(case.export())
    document["ruleSets"] = [rules.document()]
    assert {"ruleSets", "veil", "replay"} <= failed(verified(forged(document)))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        b'{"format":1,"format":1}',
        b'{"format":NaN}',
        b'{"format":1.5}',
        b'{"format":-0}',
        b'{"format":123456789012345678901234567890}',
        b'{"format":"\\ud800"}',
        b'{"f\xc3\xa5":1}',
        b" " * (MOST + 1),
    ],
    ids=range(14),
)
def test_what_is_no_export_is_refused(content):
    with pytest.raises(ExportRefused, match="export"):
        verified(content)


def test_a_refusal_says_where_and_repeats_nothing(case):
    document = json.loads(case.export())
    for changed, said in (
        (document | {"secret": 1}, "at its beginning"),
        (document | {"keys": []}, "at keys"),
        (document | {"decision": document["decision"] | {"secret": 1}}, "at decision"),
        (document | {"decision": document["keys"][0]}, "another kind"),
        (document | {"checkpoint": "secret"}, "at checkpoint"),
        (document | {"checkpoint": sign("secret\n", SIGNER)}, "three lines"),
        (document | {"checkpoint": sign("secret\n", SIGNER, NEXT)}, "at checkpoint"),
    ):
        with pytest.raises(ExportRefused, match=said) as refused:
            read_export(forged(changed)) and verified(forged(changed))
        assert "secret" not in str(refused.value)


def test_a_decision_with_advice_and_a_process_profile_verifies(rulebook, log):
    rules = [rulebook.ruleset(each) for each in ("sfs-2021-401", "process-state-authority", "principles")]
    app = parsed(random_document(Random(3), rules[0], rulebook.vocabulary, rules[2]))
    case = Case(log, app, rules, required="reviewed")
    verification = verified(case.export(), verifier=SIGNER.verifier)
    assert {check.result for check in verification.checks} == {Result.OK}
    assert verified(case.export(redact=True), verifier=SIGNER.verifier).ok
