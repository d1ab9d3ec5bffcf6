"""The entries of the log and what they commit to."""

import json
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from hmac import new as new_hmac

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from demokrativillkor.audit.commitments import (
    EVENT,
    RECORD,
    VEILED,
    EventContent,
    RecordContent,
    commit,
    derive,
    new_salt,
    opens,
)
from demokrativillkor.audit.entries import (
    MOST,
    Commitments,
    DecisionEntry,
    EntryRefused,
    ErasureEntry,
    EventEntry,
    OverrideEntry,
    RulebookEntry,
    RuleSetEntry,
    ScreeningEntry,
    instant,
    parse_entry,
)
from demokrativillkor.audit.keys import first_key, rotation
from demokrativillkor.audit.notes import Signer, base64_of
from demokrativillkor.canonical import canonical_bytes, canonical_text

AT = "2026-11-25T12:00:00.123456Z"
DECISION, EVENT_ID = "d-06g3zk9v9x5r70t1m2n3p4q5rs", "e-06g3zk9v9x5r70t1m2n3p4q5rs"
DIGEST, OTHER = "sha256:" + "a" * 64, "sha256:" + "b" * 64
COMMITMENTS = Commitments(record="1" * 64, veiled="2" * 64)

ENTRIES = [
    DecisionEntry(at=AT, decision_id=DECISION, rule_sets=(DIGEST, OTHER), commitments=COMMITMENTS),
    EventEntry(at=AT, decision_id=DECISION, event_id=EVENT_ID, event="replyPeriodPassed", commitment="3" * 64),
    RuleSetEntry(at=AT, digest=DIGEST, id="sfs-2021-401", version="2024:492"),
    RulebookEntry(at=AT, rule_sets={"sfs-2021-401": DIGEST, "a": OTHER}, software="0.3.0", engine="verified"),
    first_key(AT, Signer("log.example", bytes(32))),
    rotation(AT, Signer("log.example", bytes(range(32))), Signer("log.example", bytes(32))),
    ErasureEntry(at=AT, order="dokumenthanteringsplan 3.2, beslut 2031-01-15", decisions=(DECISION,)),
    OverrideEntry(at=AT, size=12, root=base64_of(bytes(32)), reason="säkerhetskopia från i går"),
    ScreeningEntry(
        at=AT, run="r-1", root=DIGEST, rule_sets=(DIGEST,), software="0.3.0", input=OTHER, rows=1000, rejected=3
    ),
]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: type(entry).__name__)
def test_an_entry_is_the_canonical_json_of_its_document_and_is_read_back(entry):
    document = entry.document()
    assert entry.canonical == rfc8785.dumps(document)
    assert parse_entry(entry.canonical) == entry
    assert (document["schema"], document["at"]) == ("demokrativillkor/entry/1", AT)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: type(entry).__name__)
def test_an_entry_in_another_form_with_a_key_more_or_less_is_refused_without_repeating_it(entry):
    document = entry.document()
    wrong = [document | {"secret": 1}, *({k: v for k, v in document.items() if k != key} for key in document)]
    wrong += [document | {key: ["secret"]} for key in document]
    forms = [canonical_bytes(each) for each in wrong]
    forms += [
        json.dumps(document).encode(),
        entry.canonical + b"\n",
        entry.canonical[:-1],
        entry.canonical.replace(b'"at"', b'"a\\u0074"'),
    ]
    forms += [entry.canonical.replace(b'{"at":', b'{"at":"2026-11-25T12:00:00.123456Z","at":')]
    for content in forms:
        with pytest.raises(EntryRefused) as refused:
            parse_entry(content)
        assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2026-11-25T", "2026-13-25T"),
        ("2026-11-25T", "2026-02-30T"),
        (".123456Z", ".123Z"),
        (".123456Z", ".123456+00:00"),
        ("d-06", "d-i6"),
        ("d-06", "d-006"),
        ("sha256:aa", "sha256:AA"),
        ("sha256:aa", "sha512:aa"),
        ("1111", "111g"),
        ('"decision"', '"judgement"'),
        ("entry/1", "entry/2"),
    ],
)
def test_a_value_of_another_form_is_refused(old, new):
    content = ENTRIES[0].canonical.decode()
    assert old in content
    with pytest.raises(EntryRefused, match="not an entry of the log"):
        parse_entry(content.replace(old, new).encode())


def test_an_entry_beyond_one_mebibyte_is_refused():
    with pytest.raises(EntryRefused, match="at most 1 MiB"):
        parse_entry(b" " * (MOST + 1))


@pytest.mark.parametrize("field", ["verifier", "signature"])
def test_a_key_entry_with_a_malformed_key_or_signature_is_refused(field):
    document = ENTRIES[5].document()
    for wrong in ("", "AA==", document[field] + "=", document[field][:-4]):
        with pytest.raises(EntryRefused, match="of kind key"):
            parse_entry(canonical_bytes(document | {field: wrong}))
    with pytest.raises(EntryRefused, match="of kind override"):
        parse_entry(canonical_bytes(ENTRIES[7].document() | {"root": base64_of(bytes(31))}))
    with pytest.raises(EntryRefused, match="of kind override"):
        parse_entry(canonical_bytes(ENTRIES[7].document() | {"root": "?"}))


def test_a_time_is_written_in_utc_with_microseconds():
    noon = datetime(2026, 11, 25, 13, tzinfo=timezone(timedelta(hours=1)))
    assert instant(noon) == "2026-11-25T12:00:00.000000Z"
    assert instant(datetime(2026, 11, 25, 12, 0, 0, 5, tzinfo=UTC)) == "2026-11-25T12:00:00.000005Z"
    with pytest.raises(ValueError, match="zone"):
        instant(datetime(2026, 11, 25))


def test_salts_are_random_and_derived_by_hmac_and_a_commitment_is_over_salt_and_content():
    salt = new_salt()
    assert len(salt) == 32
    assert salt != new_salt()
    assert derive(salt, RECORD) == new_hmac(salt, b"record", "sha256").digest()
    assert len({derive(salt, label) for label in (RECORD, VEILED, EVENT)}) == 3
    commitment = commit(derive(salt, RECORD), b"content")
    assert commitment == sha256(derive(salt, RECORD) + b"content").hexdigest()
    assert opens(commitment, derive(salt, RECORD), b"content")
    assert not opens(commitment, derive(salt, RECORD), b"Content")
    assert not opens(commitment, derive(salt, VEILED), b"content")


text = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | text, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="ascii"), max_size=5), inner, max_size=3), max_leaves=8)  # fmt: skip
mappings = st.dictionaries(st.text(st.characters(codec="ascii"), max_size=5), values, max_size=4)


@given(st.lists(text, min_size=8, max_size=8), st.none() | text, st.none() | text, mappings)
def test_a_record_content_is_the_canonical_json_of_its_document(texts, diary, supersedes, provenance):
    decision_id, recorded_at, unit, subject, outcome, force, rule_set, decided = texts
    content = RecordContent(
        decision_id=decision_id,
        recorded_at=recorded_at,
        unit=unit,
        subject=subject,
        diary_number=diary,
        outcome=outcome,
        legal_force=force,
        rule_set=rule_set,
        decision_date=decided,
        supersedes=supersedes,
        application=DIGEST,
        decision=OTHER,
        aside=DIGEST,
        provenance=canonical_text(provenance),
    )
    assert content.canonical == rfc8785.dumps(content.document())
    assert content.document()["schema"] == "demokrativillkor/record/1"
    assert set(content.document()) == {
        "schema",
        "decisionId",
        "recordedAt",
        "unit",
        "subject",
        "diaryNumber",
        "outcome",
        "legalForce",
        "ruleSet",
        "decisionDate",
        "supersedes",
        "application",
        "decision",
        "aside",
        "provenance",
    }


@given(st.lists(text, min_size=5, max_size=5), mappings)
def test_an_event_content_is_the_canonical_json_of_its_document(texts, content):
    decision_id, event_id, recorded_at, event, subject = texts
    made = EventContent(
        decision_id=decision_id,
        event_id=event_id,
        recorded_at=recorded_at,
        event=event,
        subject=subject,
        content=content,
    )
    assert made.canonical == rfc8785.dumps(made.document())
    assert set(made.document()) == {"schema", "decisionId", "eventId", "recordedAt", "event", "subject", "content"}
