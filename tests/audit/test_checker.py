"""The second checker: a file of its own, which finds what ours finds and derives what our engines decide."""

import ast
import copy
import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from demokrativillkor.application import Examination
from demokrativillkor.assess import assess, governing
from demokrativillkor.audit import checker
from demokrativillkor.audit.export import checksum
from demokrativillkor.audit.notes import Checkpoint, Signer
from demokrativillkor.audit.tree import leaf_hash
from demokrativillkor.engine import open_engine
from demokrativillkor.errors import InputRejected
from demokrativillkor.intake import read_application
from demokrativillkor.ruleset import Role
from tests.audit.test_export import APPLICATION, RULES
from tests.support.logs import NEXT, SIGNER, Case, Log
from tests.support.mutations import mutations
from tests.support.random_applications import random_document
from tests.support.records import fixture_documents, parsed

FILE = Path(checker.__file__)
REFERENCE = open_engine("reference")

RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]
"""RFC 8032 § 7.1, TEST 1 to 3: public key, message, signature."""


@pytest.fixture
def case():
    log = Log()
    log.pad(3)
    made = Case(log, APPLICATION, [RULES])
    made.event("communicated", note="brev")
    return made


def run(path, *arguments):
    """The file by itself, without our package, without site-packages."""
    command = [sys.executable, "-I", "-S", str(FILE), str(path), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def written(tmp_path, case):
    path = tmp_path / "export.json"
    path.write_bytes(case.export())
    return path


def found(document, key=None, outside=None):
    """What the checks that did not hold are called; ``unreadable`` where the file is none."""
    try:
        checks = [*checker.log_checks(document, key, outside), *checker.case_checks(document)]
    except (ValueError, TypeError, LookupError, AttributeError):
        return ["unreadable"]
    return [what for what, holds in checks if holds is False]


def forged(document):
    with suppress(TypeError, AttributeError):
        return document | {"checksum": checksum(document)}
    return document


def test_it_is_one_file_of_at_most_400_lines_that_imports_the_standard_library_alone():
    source = FILE.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 400
    imported = set()
    for node in ast.walk(ast.parse(source, feature_version=(3, 8))):
        if isinstance(node, ast.Import):
            imported |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module)
    assert imported <= set(sys.stdlib_module_names)
    assert "demokrativillkor." not in source


@pytest.mark.parametrize(("public", "message", "signature"), RFC_8032)
def test_signatures_are_checked_as_in_rfc_8032(public, message, signature):
    key, text, mark = map(bytes.fromhex, (public, message, signature))
    assert checker.signed(key, text, mark)
    assert not checker.signed(key, text + b"x", mark)
    for index in range(64):
        assert not checker.signed(key, text, mark[:index] + bytes([mark[index] ^ 1]) + mark[index + 1 :])
    assert not checker.signed(key[:-1], text, mark)
    assert not checker.signed(key, text, mark[:-1])
    malleable = int.from_bytes(mark[32:], "little") + checker.ORDER
    assert not checker.signed(key, text, mark[:32] + malleable.to_bytes(32, "little"))


def test_keys_that_are_no_points_sign_nothing():
    for public in (b"\xff" * 32, bytes([2]) + bytes(31), bytes([1]) + bytes(30) + b"\x80"):
        assert not checker.signed(public, b"", bytes(64))


def test_its_signatures_are_those_of_the_library():
    for seed in range(5):
        signer = Signer("log", bytes([seed]) * 32)
        assert checker.signed(signer.verifier.public, b"message", signer.sign(b"message"))
        assert checker.key_of(signer.verifier.text) == ("log", signer.verifier.key_id.hex(), signer.verifier.public)


def test_a_whole_export_is_checked_by_the_file_alone(written):
    done = run(written, "--key", SIGNER.verifier.text)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[-1] == "verified against what was given"
    assert {line.split()[0] for line in lines[:-1]} == {"ok"}
    assert any("every verdict and the outcome" in line for line in lines)


def test_without_key_or_checkpoint_it_says_that_the_origin_was_not_checked(written):
    done = run(written)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "internally consistent, origin not checked")
    told = json.loads(run(written, "--json").stdout)
    assert told["ok"] is True
    assert told["conclusion"] == "internally consistent, origin not checked"
    assert ["ok", "checksum"] in told["checks"]


@pytest.fixture
def held(written, tmp_path):
    """What the file says of the export, held against a checkpoint from elsewhere."""

    def against(checkpoint, *arguments):
        note = tmp_path / "checkpoint"
        note.write_text(checkpoint.signed(Signer(checkpoint.origin, bytes(32))), encoding="utf-8")
        done = run(written, "--checkpoint", str(note), *arguments)
        return done.returncode, done.stdout.splitlines()[-1]

    return against


UNSHOWN = (6, "internally consistent, not shown to be of the log of the checkpoint given")
FAILED = (6, "FAILED: something was altered, or does not belong together")
HELD = (0, "verified against what was given")


def test_a_checkpoint_of_the_same_size_from_elsewhere_is_compared(held, case):
    inside = case.log.checkpoint
    assert held(inside) == HELD
    assert held(Checkpoint(inside.origin, inside.size, bytes(32))) == FAILED
    assert held(Checkpoint("another", inside.size, inside.root)) == FAILED
    assert held(Checkpoint("another", inside.size + 1, inside.root)) == FAILED


def test_a_checkpoint_of_another_size_needs_the_proof_between_the_two(held, case, written):
    log, earlier = case.log, case.log.checkpoint
    log.pad(5)
    written.write_bytes(case.export())
    assert held(earlier) == UNSHOWN
    assert held(Checkpoint(earlier.origin, 99, bytes(32))) == UNSHOWN
    written.write_bytes(case.export(since=earlier.size))
    assert held(earlier) == HELD
    assert held(log.checkpoint) == HELD
    assert held(Checkpoint(earlier.origin, earlier.size, bytes(32))) == FAILED
    written.write_bytes(case.export(since=case.position))
    assert held(log.checkpoint_at(case.position)) == UNSHOWN
    assert held(log.checkpoint_at(case.position), "--key", SIGNER.verifier.text) == HELD


def test_proofs_are_taken_as_the_log_takes_them_and_no_others():
    log = Log()
    log.pad(36)
    leaves = [leaf_hash(entry) for entry in log.entries]
    for size in range(1, len(leaves) + 1):
        root = log.tiles.root(size)
        for index in range(size):
            path = log.tiles.inclusion(index, size)
            assert checker.proven(index, size, path, root, leaves[index])
            assert not checker.proven(index, size, [*path, root], root, leaves[index])
            assert not checker.proven(index, size, path[1:], root, leaves[index]) or not path
            assert not checker.proven(index, size, path, root, leaves[index - 1]) or size == 1
            old, proof = log.tiles.root(index + 1), log.tiles.consistency(index + 1, size)
            assert checker.proven(index, size, proof, root, old=old)
            assert not checker.proven(index, size, proof, root, old=bytes(32))
            assert not checker.proven(index, size, proof, bytes(32), old=old)
            assert not checker.proven(index, size, [*proof, root], root, old=old)
            assert not checker.proven(index, size, proof[:-1], root, old=old) or not proof
        for index in (-1, size, size + 1):
            assert not checker.proven(index, size, [], root, leaves[0])
            assert not checker.proven(index, size, [], root, old=root)


def test_a_tampered_export_and_another_key_end_with_6_and_what_is_no_export_with_3(written, tmp_path):
    stranger = Signer(SIGNER.name, bytes(32)).verifier.text
    assert run(written, "--key", stranger).returncode == 6
    document = json.loads(written.read_bytes())
    document["kept"]["decision"]["outcome"] = "eligible"
    written.write_text(json.dumps(forged(document)), encoding="utf-8")
    done = run(written)
    assert done.returncode == 6
    assert done.stdout.splitlines()[-1].startswith("FAILED")
    for content in (b"", b"{}", b'{"a":1,"a":1}', b'{"a":1.5}', b"\xff", b"[" * 100_000):
        written.write_bytes(content)
        done = run(written)
        assert (done.returncode, done.stdout) == (3, "")
        assert "cannot be read" in done.stderr
    assert run(tmp_path / "none").returncode == 3


def test_a_redacted_and_an_erased_export_are_checked_as_far_as_they_go(case):
    redacted = json.loads(case.export(redact=True))
    assert found(redacted, SIGNER.verifier.text) == []
    case.erase()
    erased = json.loads(case.export())
    assert found(erased, SIGNER.verifier.text) == []
    del erased["erasure"]
    assert found(forged(erased)) == ["erased by an order in the log"]


def test_rotated_keys_are_followed_and_a_rotation_that_was_not_signed_is_found(case):
    case.log.rotate()
    for signer in (SIGNER, NEXT):
        assert found(json.loads(case.export()), signer.verifier.text) == []
    case.log.signer = Signer(SIGNER.name, bytes(32))
    case.log.rotate(Signer(SIGNER.name, bytes([7]) * 32))
    assert "each key was signed by the one before" in found(json.loads(case.export()))


@pytest.mark.parametrize("form", ["whole", "redacted", "erased"])
def test_every_changed_leaf_is_found_also_where_the_checksum_was_made_to_fit(case, form, monkeypatch):
    """Signatures are remembered, so that each is worked out once."""
    signed, remembered = checker.signed, {}

    def once(*given):
        if given not in remembered:
            remembered[given] = signed(*given)
        return remembered[given]

    monkeypatch.setattr(checker, "signed", once)
    if form == "erased":
        case.erase()
    count = 0
    for path, changed in mutations(json.loads(case.export(redact=form == "redacted"))):
        if path not in (("software",), ("checksum",)):
            assert found(forged(changed)), path
            count += 1
    assert count > 400


def compared(application, rules, advisory=(), required=Examination.DECLARED):
    """Whether it derives what the reference decides; ``None`` where that is nothing."""
    try:
        decision = assess(
            application, rules, engine=REFERENCE, advisory=advisory, examination_required=required
        ).document()
    except InputRejected:
        return None
    again = checker.derived(application.document(), [each.document() for each in (rules, *advisory)], required)
    assert checker.within(again, decision)
    return decision


def test_it_derives_every_verdict_and_outcome_of_the_fixtures(rulebook):
    outcomes = set()
    for content in fixture_documents().values():
        with suppress(InputRejected):
            app = read_application(json.dumps(content).encode(), rulebook.vocabulary).application
            decision = compared(app, governing(app, rulebook))
            outcomes |= {(decision["outcome"], decision["outcomeReason"])} if decision else set()
    assert len(outcomes) >= 6


def test_it_derives_every_verdict_and_outcome_of_random_applications_under_every_act(rulebook):
    acts = [entry.id for entry in rulebook.entries if entry.role is Role.DECIDING]
    random, decided, outcomes = Random(11), 0, set()
    for number in range(900):
        rules, advisory = rulebook.ruleset(acts[number % len(acts)]), []
        if number % 5 == 0:
            advisory = [rulebook.ruleset(("principles", "skl-2017", "iop")[number % 3])]
        app = parsed(random_document(random, rules, rulebook.vocabulary, advisory[0] if advisory else None))
        decision = compared(app, rules, advisory, random.choice((Examination.DECLARED, Examination.REVIEWED)))
        if decision:
            decided += 1
            outcomes.add((decision["outcome"], decision["outcomeReason"]))
    assert decided > 700
    assert len(outcomes) == 7


def changed_verdicts(decision):
    """The decision with one verdict, obstacle, reason or outcome changed."""
    for path in _tokens(decision, ()):
        changed = copy.deepcopy(decision)
        around = changed
        for key in path[:-1]:
            around = around[key]
        around[path[-1]] = {"met": "not_met", "not_met": "unknown", "unknown": "met"}.get(
            around[path[-1]], "noObstacle?"
        )
        yield changed


def _tokens(value, path):
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in members:
        if (
            key in ("verdict", "obstacle", "outcome", "outcomeReason", "limb", "attribution")
            and "judgement" not in path
        ):
            yield (*path, key)
        else:
            yield from _tokens(item, (*path, key))


def test_one_changed_verdict_or_outcome_is_no_longer_what_it_derives(rulebook):
    rules = rulebook.ruleset("sfs-2021-401")
    random = Random(2)
    for _ in range(5):
        app = parsed(random_document(random, rules, rulebook.vocabulary))
        decision = compared(app, rules)
        if decision:
            again = checker.derived(app.document(), [rules.document()], "declared")
            for changed in changed_verdicts(decision):
                assert not checker.within(again, changed)


def test_exports_of_fixtures_under_their_acts_are_checked_by_the_file_alone(rulebook, tmp_path):
    names = ["inheritance-fund-special-reasons-granted", "two-half-true-findings", "youth-organisation-grant-partner"]
    for name in names:
        content = json.dumps(fixture_documents()[name]).encode()
        app = read_application(content, rulebook.vocabulary).application
        rules = governing(app, rulebook)
        profile = [rulebook.ruleset(rules.process)] if rules.process else []
        case = Case(Log(), app, [rules, *profile, rulebook.ruleset("principles")])
        path = tmp_path / f"{name}.json"
        path.write_bytes(case.export())
        done = run(path, "--key", SIGNER.verifier.text)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_a_definition_that_uses_itself_ends(case):
    document = json.loads(case.export())
    document["ruleSets"][0]["definitions"][0]["condition"] = {"not": {"use": "shown"}}
    assert found(forged(document)) == ["unreadable"]
