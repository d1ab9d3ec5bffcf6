"""The other commands."""

import json
import re
import shutil

import jsonschema
import pytest

from demokrativillkor.intake import read_application
from demokrativillkor.resources import fixtures_folder, rules_folder
from tests.record.test_reading import ONE_OF_EACH
from tests.support.rule_folders import without_acts


def test_help_names_every_command(run):
    done = run("--help")
    for name in ("assess", "demo", "facts", "fixtures", "rules", "schema"):
        assert name in done.out


def test_demo_lists_every_situation_and_tells_one_at_length(run):
    done = run("demo")
    assert done.code == 0
    listed = done.out.split("\n\n")[0].splitlines()
    assert len(listed) == len(list((fixtures_folder() / "applications").glob("*.json"))) >= 20
    assert {line.split("  ")[-1].split()[-1] for line in listed} >= {
        "obstacle",
        "factsMissing",
        "notExamined",
        "noObstacle",
    }
    assert "(SST 2025-10-24)" in done.out
    assert "UTFALL: HINDER" in done.out


def test_demo_tells_the_situation_that_is_named_in_the_language_asked_for(run):
    assert "OUTCOME: INVESTIGATE FURTHER" in run("demo", "guest-defends-violence", "--lang", "en").out
    assert "/findings/0/evidence/0/reference" in run("demo", "refused-identity-number-in-a-field").out


def test_facts_are_listed_with_question_answers_and_guidance(run, vocabulary):
    text = run("facts").out
    for fact in vocabulary.facts.values():
        assert f"{fact.id} (om " in text
    assert "established (om omständigheten)\n" in text
    assert "- unknown: inte känt" in text
    assert "established (about the finding)\n" in run("facts", "--lang", "en").out
    assert "Är det visat att det som påstås har hänt?" in text
    assert "- not_investigated: inte utrett" in text
    listed = json.loads(run("facts", "--format", "json", "--lang", "en").out)
    assert [each["id"] for each in listed] == list(vocabulary.facts)
    assert listed[0]["answers"] == {
        "shown": "shown",
        "not_shown": "investigated but not shown",
        "not_investigated": "not investigated",
    }


@pytest.fixture
def schema(run):
    return lambda name: json.loads(run("schema", name).out)


def test_the_application_schema_accepts_what_is_read_and_knows_every_answer(schema):
    checker = jsonschema.Draft202012Validator(schema("application"))
    checker.check_schema(checker.schema)
    for path in (fixtures_folder() / "applications").glob("*.json"):
        document = json.loads(path.read_text(encoding="utf-8"))
        if path.name == "refused-exception-without-reasons.json":
            assert not checker.is_valid(document)
        else:
            checker.validate(document)
    assert "ground_1" in checker.schema["properties"]["examinations"]["properties"]
    facts = checker.schema["$defs"]["Finding"]["properties"]["facts"]
    assert facts["properties"]["context"]["enum"][-2:] == ["unclear", "unknown"]
    assert not checker.is_valid({"id": "A", "decisionDate": "2026-01-01", "notes": None})
    assert not checker.is_valid({"id": "A", "decisionDate": "2026-01-01", "facts": {"violence": "yes"}})


def test_the_event_schema_accepts_what_is_read_and_asks_nobody_for_the_evaluation(schema):
    checker = jsonschema.Draft202012Validator(schema("event"))
    checker.check_schema(checker.schema)
    for kind, fields in ONE_OF_EACH.items():
        assert checker.is_valid({"kind": kind, **fields}), kind
        assert not checker.is_valid({"kind": kind, **fields, "surplus": "x"}), kind
    assert not checker.is_valid({"kind": "vetoed"})
    assert "evaluated" not in checker.schema["$defs"]["signed"]["properties"]
    assert "hearing" in checker.schema["$defs"]["steps"]["properties"]["answers"]["properties"]


def test_the_decision_schema_accepts_every_expected_decision_and_nothing_more(schema):
    checker = jsonschema.Draft202012Validator(schema("decision"))
    checker.check_schema(checker.schema)
    decisions = list((fixtures_folder() / "expected").glob("*.decision.json"))
    assert len(decisions) >= 20
    for path in decisions:
        document = json.loads(path.read_text(encoding="utf-8"))
        checker.validate(document)
        assert not checker.is_valid(document | {"more": 1})
        for key in document:
            assert not checker.is_valid({k: v for k, v in document.items() if k != key})


def test_rules_list_and_show_give_the_words_of_the_law_and_the_cases_in_the_language_asked_for(run):
    listed = run("rules", "list").out
    assert "\nsou-2019-35  förslag  2019-06-30  " in listed
    assert "sou-2019-35:4  hinder  Motarbetar det demokratiska styrelseskicket" in listed
    assert "sou-2019-35:4  obstacle  " in run("rules", "list", "--lang", "en").out
    rule = run("rules", "show", "sou-2019-35:2").out
    assert rule.splitlines()[0].endswith("(hinder)")
    assert "”diskriminerar eller på annat sätt bryter mot principen om alla människors\nlika värde”" in rule
    assert "- inte uppfyllt: en särbehandling med berättigat syfte och lämpliga och nödvändiga medel är inget" in rule
    english = run("rules", "show", "sou-2019-35:2", "--lang", "en").out
    assert english.splitlines()[0].endswith("(obstacle)")
    assert "“diskriminerar eller på annat sätt" in english
    assert "- not met: " in english
    whole = run("rules", "show", "sou-2019-35", "--lang", "en").out
    assert "Legal force: None." in whole
    assert "attributable: the act is the organisation's" in whole
    assert "in: official" not in whole


def test_rules_check_and_test_find_nothing_and_notice_every_change(run):
    assert re.fullmatch(r"[0-9]+ rule sets, [0-9]+ rules, [0-9]+ sources: no finding\n", run("rules", "check").out)
    tested = run("rules", "test")
    assert tested.code == 0
    scores = [line for line in tested.out.splitlines() if line.startswith("  ")]
    assert all("mutation score 100 % (" in line for line in scores)
    names = [line.partition(": ")[0] for line in scores]
    assert len(names) == len(set(names)), "a shared condition is scored once"
    assert {"  sou-2019-35:4", "  democracy-conditions:4", "  democracy-conditions, attributable"} <= set(names)


@pytest.fixture
def broken(tmp_path):
    without_acts(tmp_path / "rules")

    def change(name, find, replace):
        path = tmp_path / "rules" / name
        path.write_text(path.read_text(encoding="utf-8").replace(find, replace), encoding="utf-8")
        return str(tmp_path / "rules")

    return change


def test_rules_check_reports_each_finding_and_exits_with_4(run, broken):
    folder = broken("sou-2019-35/4.yaml", "is: yes", "is: unknown")
    done = run("rules", "check", folder)
    assert done.code == 4
    assert done.err == (
        "rules/sou-2019-35/4.yaml:17: a condition may not test againstFormOfGovernment for unknown: that is not "
        "knowing; test the known answers\n1 finding\n"
    )


def test_rules_test_exits_with_4_when_files_are_broken_a_case_fails_or_a_change_goes_unnoticed(run, broken):
    assert run("rules", "test", broken("sou-2019-35/4.yaml", "effect: obstacle", "effect: obstacel")).code == 4


def test_rules_test_tells_the_case_that_fails(run, broken):
    done = run("rules", "test", broken("sou-2019-35/3.yaml", "in: [ground_1, ground_2]", "in: [ground_1]"))
    assert done.code == 4
    assert "see the findings" in done.out
    assert "is an obstacle, for 2 is discrimination in the official numbering” fails" in done.err


def test_rules_schema_writes_what_is_committed(run, tmp_path):
    assert run("rules", "schema", str(tmp_path)).code == 0
    for path in (rules_folder() / "schema").iterdir():
        assert (tmp_path / "schema" / path.name).read_bytes() == path.read_bytes()


# Fixtures


def test_the_fixtures_are_as_expected_and_every_corpus_replays(run):
    done = run("fixtures")
    assert done.code == 0
    assert "fixtures as expected, every corpus replayed to the byte" in done.out


@pytest.fixture
def copied(tmp_path):
    shutil.copytree(fixtures_folder(), tmp_path / "fixtures")
    return tmp_path / "fixtures"


def test_a_fixture_that_is_decided_otherwise_is_named_and_an_update_mends_it(run, copied):
    text = copied / "expected" / "womens-organisation.sv.txt"
    text.write_text("något annat", encoding="utf-8")
    (copied / "expected" / "womens-organisation.refused.txt").write_text("", encoding="utf-8")
    done = run("fixtures", str(copied))
    assert done.code == 6
    assert done.err == (
        "womens-organisation.refused.txt: not as expected\nwomens-organisation.sv.txt: not as expected\n"
    )
    assert run("fixtures", str(copied), "--update").code == 0
    for path in (copied / "expected").iterdir():
        assert path.read_bytes() == (fixtures_folder() / "expected" / path.name).read_bytes()


def test_an_update_leaves_files_that_it_did_not_make_and_they_are_named(run, copied):
    stray = copied / "expected" / "stray.txt"
    stray.write_text("mitt", encoding="utf-8")
    done = run("fixtures", str(copied), "--update")
    assert (done.code, done.err) == (6, "stray.txt: not as expected\n")
    assert stray.read_text(encoding="utf-8") == "mitt"


@pytest.mark.parametrize("described", [None, "situations: 1", "situations: []"])
def test_an_update_of_a_folder_that_holds_no_fixtures_touches_nothing(run, tmp_path, described):
    (tmp_path / "expected").mkdir()
    (tmp_path / "expected" / "mine.sv.txt").write_text("mitt", encoding="utf-8")
    if described:
        (tmp_path / "situations.yaml").write_text(described, encoding="utf-8")
    done = run("fixtures", str(tmp_path), "--update")
    assert done.code != 0
    assert "Traceback" not in done.err
    assert (tmp_path / "expected" / "mine.sv.txt").read_text(encoding="utf-8") == "mitt"


@pytest.mark.parametrize("option", ["--update", "--release"])
def test_the_fixtures_of_an_installation_never_change(run, copied, monkeypatch, option):
    installed = copied.parent / "demokrativillkor"
    (installed / "_data").mkdir(parents=True)
    copied.rename(installed / "_data" / "fixtures")
    monkeypatch.setattr("demokrativillkor.resources._PACKAGE", installed)
    done = run("fixtures", str(installed / "_data" / "fixtures"), option)
    assert done.code == 2
    assert "Invalid value for FOLDER: the fixtures of an installation never change; name a folder" in done.err


def test_a_changed_byte_in_a_corpus_is_found(run, copied):
    corpus = next((copied / "corpus").glob("*.jsonl"))
    corpus.write_text(
        corpus.read_text(encoding="utf-8").replace('"outcome": "eligible"', '"outcome": "ineligible"', 1),
        encoding="utf-8",
    )
    done = run("fixtures", str(copied))
    assert done.code == 6
    assert done.err == f"{corpus.name}: A-2026-001: not as expected\n"


def test_a_released_corpus_never_changes(run, copied):
    done = run("fixtures", str(copied), "--release")
    assert done.code == 2
    assert "is there already and never changes" in done.err


def test_a_release_without_a_corpus_writes_one_that_replays(run, copied):
    for path in (copied / "corpus").iterdir():
        path.unlink()
    assert run("fixtures", str(copied), "--release").code == 0
    assert len(list((copied / "corpus").iterdir())) == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda root: (root / "applications" / "new.json").write_text("{}"), "new: the situation is not described"),
        (
            lambda root: (root / "applications" / "womens-organisation.json").unlink(),
            "womens-organisation: the situation has no application",
        ),
        (
            lambda root: (root / "situations.yaml").write_text("situations: 1"),
            "fixtures/situations.yaml:1: situations must be a list",
        ),
    ],
)
def test_fixtures_that_do_not_fit_together_are_told(run, copied, change, words):
    change(copied)
    done = run("fixtures", str(copied))
    assert done.code == 4
    assert words in done.err


def test_every_application_reads_back_from_its_canonical_form(vocabulary):
    for path in (fixtures_folder() / "applications").glob("*.json"):
        if not path.name.startswith("refused"):
            app = read_application(path.read_bytes(), vocabulary).application
            assert type(app).from_document(app.canonical).canonical == app.canonical
