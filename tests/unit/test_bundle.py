"""The rulebook resolved ahead of time says the same as the rule files, reads no more than is asked for, and knows damage."""

import json
import shutil

import pytest

from demokrativillkor import packaged
from demokrativillkor.assess import assess
from demokrativillkor.assess.choosing import in_force
from demokrativillkor.bundle import read_bundle, write_bundle
from demokrativillkor.canonical import canonical_bytes, digest
from demokrativillkor.decision import Outcome
from demokrativillkor.engine import Reference
from demokrativillkor.errors import ConfigurationError, InputRejected, NotCovered
from demokrativillkor.intake import read_application
from demokrativillkor.rendering.text import render
from demokrativillkor.rulefiles import folder as rulefiles_folder
from tests.support.builders import ALL_REVIEWED, application, document, finding

DAMAGED = "the rulebook of this installation is damaged ({}); install the package again"


@pytest.fixture(scope="module")
def written(rulebook, tmp_path_factory):
    folder = tmp_path_factory.mktemp("bundle") / "rulebook"
    write_bundle(rulebook, folder)
    return folder


@pytest.fixture
def bundle(written, tmp_path):
    """A copy to damage."""
    return shutil.copytree(written, tmp_path / "rulebook")


def index_of(bundle):
    return json.loads((bundle / "index.json").read_bytes())


def write_index(bundle, index):
    (bundle / "index.json").write_bytes(canonical_bytes(index))


# What is in it


def test_every_rule_set_of_the_bundle_has_the_digest_of_the_rule_files(written, rulebook):
    book = read_bundle(written)
    assert list(book.rulesets) == list(rulebook.rulesets)
    assert len(book.rulesets) == len(rulebook.rulesets) >= 33
    for ruleset_id, ruleset in book.rulesets.items():
        assert ruleset.digest == rulebook.rulesets[ruleset_id].digest
        assert ruleset.document() == rulebook.rulesets[ruleset_id].document()


def test_the_vocabulary_and_the_entries_of_the_bundle_are_those_of_the_rule_files(written, rulebook):
    book = read_bundle(written)
    assert book.vocabulary == rulebook.vocabulary
    assert book.entries == rulebook.entries


def test_the_facts_of_the_bundle_are_in_the_order_of_the_file(written, rulebook):
    """The order is for the reader: facts that can settle a finding alone come first."""
    assert list(read_bundle(written).vocabulary.facts) == list(rulebook.vocabulary.facts)


def test_a_refusal_under_the_bundle_lists_what_there_is_as_under_the_rule_files(written, rulebook):
    def refusal(book, **fields):
        with pytest.raises(NotCovered) as raised:
            in_force(application(**fields), book)
        return str(raised.value)

    for fields in ({"grant": "sfs-1900-1"}, {"grant": "sfs-2024-487", "grantForm": "research"}):
        told = {refusal(book, **fields) for book in (read_bundle(written), rulebook)}
        assert len(told) == 1, told


def test_writing_the_same_rules_twice_writes_the_same_bytes(written, rulebook, tmp_path):
    write_bundle(read_bundle(written), tmp_path / "again")
    again = {path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()}
    assert again == {path.name: path.read_bytes() for path in written.iterdir()}
    assert len(again) == len(rulebook.rulesets) + 1


def test_a_bundle_is_not_written_over_another(bundle, rulebook):
    with pytest.raises(FileExistsError):
        write_bundle(rulebook, bundle)


def test_a_decision_under_the_bundle_is_that_under_the_rule_files_byte_for_byte(written, rulebook):
    asked = application(grantForm="activity", recipientKind="association", examinations=ALL_REVIEWED)
    decisions = [
        assess(asked, book.ruleset("sfs-2021-401"), engine=Reference()) for book in (read_bundle(written), rulebook)
    ]
    assert decisions[0].canonical == decisions[1].canonical
    assert decisions[0].outcome is Outcome.UNDETERMINED


def test_the_text_of_a_decision_under_the_bundle_is_that_under_the_rule_files(written, rulebook):
    found = finding("F1", established="shown", actor="organisation", violence="yes", againstPerson="yes")
    asked = application(found, grantForm="status", stage="status", recipientKind="registered_faith_community")
    for language in ("sv", "en"):
        texts = {
            render(assess(asked, book.ruleset("sfs-2024-487"), engine=Reference()), asked, language)
            for book in (read_bundle(written), rulebook)
        }
        assert len(texts) == 1


def test_an_application_is_refused_against_the_vocabulary_of_the_bundle_in_the_same_words(written, rulebook):
    misspelt = json.dumps(document(facts={"hasBord": "yes"}, examinations={"ground_9": "declared"})).encode()
    told = []
    for vocabulary in (read_bundle(written).vocabulary, rulebook.vocabulary):
        with pytest.raises(InputRejected) as raised:
            read_application(misspelt, vocabulary)
        told.append(str(raised.value))
    assert told[0] == told[1]
    assert "did you mean hasBoard?" in told[0]


# Only what is asked for


def test_nothing_but_the_index_is_needed_to_list_what_there_is(bundle, rulebook):
    for path in bundle.glob("s*.json"):
        path.unlink()
    book = read_bundle(bundle)
    assert set(book.rulesets) == set(rulebook.rulesets)
    assert book.entries == rulebook.entries
    with pytest.raises(NotCovered, match="there is no such rule set; there are: .*sfs-2021-401"):
        book.ruleset("sfs-1900-1")


def test_choosing_and_applying_one_act_reads_that_act_alone(bundle):
    for path in bundle.glob("*.json"):
        if path.name not in ("index.json", "sfs-2021-401.json"):
            path.write_bytes(b"never read")
    asked = application(grant="sfs-2021-401", grantForm="activity", recipientKind="association")
    book = read_bundle(bundle)
    ruleset = in_force(asked, book)
    assert ruleset.id == "sfs-2021-401"
    assert assess(asked, ruleset, engine=Reference()).outcome is Outcome.UNDETERMINED


def test_a_rule_set_is_read_once(bundle):
    book = read_bundle(bundle)
    first = book.ruleset("sfs-2021-401")
    (bundle / "sfs-2021-401.json").unlink()
    assert book.ruleset("sfs-2021-401") is first


# Damage


def test_where_there_is_no_bundle_there_is_none(tmp_path):
    assert read_bundle(tmp_path) is None
    assert read_bundle(tmp_path / "nowhere") is None


def index_is_damaged(bundle):
    with pytest.raises(ConfigurationError) as raised:
        read_bundle(bundle)
    return str(raised.value) == DAMAGED.format("index.json")


def ruleset_is_damaged(bundle, ruleset_id):
    book = read_bundle(bundle)
    with pytest.raises(ConfigurationError) as raised:
        book.ruleset(ruleset_id)
    return str(raised.value) == DAMAGED.format(f"{ruleset_id}.json")


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b"{}", b'{"format":1}'],
    ids=["empty", "cut", "list", "null", "bytes", "no-keys", "few-keys"],
)
def test_an_index_that_is_no_index_is_damage(bundle, content):
    (bundle / "index.json").write_bytes(content)
    assert index_is_damaged(bundle)


def test_an_index_that_is_a_folder_is_damage(bundle):
    (bundle / "index.json").unlink()
    (bundle / "index.json").mkdir()
    assert index_is_damaged(bundle)


def test_an_index_of_another_format_is_not_read(bundle):
    write_index(bundle, index_of(bundle) | {"format": 2})
    assert index_is_damaged(bundle)


def test_a_vocabulary_that_was_changed_is_damage(bundle):
    index = index_of(bundle)
    index["vocabulary"]["grounds"]["ground_1"]["sv"] = "Något annat"
    write_index(bundle, index)
    assert index_is_damaged(bundle)


def test_an_entry_without_its_digest_is_damage(bundle):
    index = index_of(bundle)
    del index["rulesets"][0]["digest"]
    write_index(bundle, index)
    assert index_is_damaged(bundle)


def test_a_rule_set_that_was_changed_is_damage_and_the_others_are_read(bundle):
    path = bundle / "sfs-2021-401.json"
    content = path.read_bytes()
    assert b"organisation" in content
    path.write_bytes(content.replace(b"organisation", b"Organisation", 1))
    assert ruleset_is_damaged(bundle, "sfs-2021-401")
    assert read_bundle(bundle).ruleset("sfs-2024-487").id == "sfs-2024-487"


def test_a_rule_set_that_was_cut_off_is_damage(bundle):
    path = bundle / "sfs-2024-487.json"
    path.write_bytes(path.read_bytes()[:-1])
    assert ruleset_is_damaged(bundle, "sfs-2024-487")


def test_a_rule_set_whose_file_is_missing_is_damage(bundle):
    (bundle / "sfs-2024-487.json").unlink()
    assert ruleset_is_damaged(bundle, "sfs-2024-487")


def test_two_rule_sets_that_changed_places_are_damage(bundle):
    one, other = bundle / "sfs-2024-487.json", bundle / "sfs-2021-401.json"
    content = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(content)
    assert ruleset_is_damaged(bundle, "sfs-2024-487")


def test_a_rule_set_of_another_release_with_its_own_digest_is_told_as_damage_and_not_as_a_fault_in_the_program(bundle):
    path = bundle / "sfs-2024-487.json"
    content = canonical_bytes(json.loads(path.read_bytes()) | {"aKeyOfALaterRelease": True})
    path.write_bytes(content)
    index = index_of(bundle)
    (listed,) = [each for each in index["rulesets"] if each["entry"]["id"] == "sfs-2024-487"]
    listed["digest"] = digest(content)
    write_index(bundle, index)
    assert ruleset_is_damaged(bundle, "sfs-2024-487")


# Which one is used


def test_the_bundle_is_used_where_there_is_one_and_the_rule_files_where_there_is_none(written, monkeypatch, tmp_path):
    monkeypatch.setattr(packaged, "bundle_folder", lambda: written)
    monkeypatch.setattr(rulefiles_folder, "read_folder", lambda *_, **__: pytest.fail("the rule files were read"))
    assert packaged.packaged_rulebook()[0].ruleset("sfs-2021-401").id == "sfs-2021-401"
    monkeypatch.setattr(packaged, "bundle_folder", lambda: tmp_path / "nowhere")
    monkeypatch.setattr(packaged, "_REMEMBERED", {})
    with pytest.raises(pytest.fail.Exception, match="the rule files were read"):
        packaged.packaged_rulebook()
