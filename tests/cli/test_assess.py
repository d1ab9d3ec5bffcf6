"""``demokrativillkor assess`` as an officer, an auditor and a script use it."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demokrativillkor.assess import assess
from demokrativillkor.canonical import canonical_bytes, digest
from demokrativillkor.engine import durable
from demokrativillkor.engine.durable import Registered
from demokrativillkor.errors import ConfigurationError, EngineError
from demokrativillkor.intake.identifiers import MASK
from demokrativillkor.intake.reading import LARGEST_INPUT
from demokrativillkor.resources import fixtures_folder
from demokrativillkor.verdict import Verdict
from tests.support.builders import ALL_REVIEWED, document, finding
from tests.support.engines import EACH_ENGINE, needs_durable

FIXTURES = fixtures_folder() / "applications"
MET = str(FIXTURES / "violence-by-board-member-at-event.json")
CLEAN = str(FIXTURES / "nothing-found-all-grounds-declared.json")
REFUSED = str(FIXTURES / "refused-criticism-of-funder.json")


def test_text_is_what_a_case_officer_can_paste_into_a_file(run):
    done = run("assess", MET)
    assert (done.code, done.err) == (0, "")
    for words in (
        "BESLUTSUNDERLAG",
        "UTFALL: HINDER",
        "Rättslig verkan: Ingen.",
        "SOU 2019:35, villkor 1: ”utövar våld,",
    ):
        assert words in done.out


def test_english_is_by_choice(run):
    assert "OUTCOME: NO OBSTACLE FOUND" in run("assess", CLEAN, "--lang", "en").out


def test_json_of_one_file_is_one_object_with_decision_digest_and_provenance_beside_it(run):
    written = json.loads(run("assess", MET, "--format", "json").out)
    assert written.keys() == {"decision", "digest", "provenance", "masked"}
    assert digest(canonical_bytes(written["decision"])) == written["digest"]
    assert written["provenance"]["evaluatedAt"] is None


def test_json_of_several_files_is_a_list_in_their_order(run):
    written = json.loads(run("assess", MET, CLEAN, "--format", "json").out)
    assert [each["decision"]["outcome"] for each in written] == ["ineligible", "eligible"]


def test_jsonl_is_one_line_a_decision(run):
    lines = run("assess", MET, CLEAN, "--format", "jsonl").out.splitlines()
    assert [json.loads(line)["decision"]["application"]["id"] for line in lines] == ["A-2026-004", "A-2026-001"]


def test_a_dash_is_standard_input(run):
    content = json.dumps(document(examinations=ALL_REVIEWED)).encode()
    assert "INGET HINDER FUNNET" in run("assess", "-", stdin=content).out


def test_on_sets_the_decision_date(run):
    written = json.loads(run("assess", CLEAN, "--on", "2020-05-01", "--format", "json").out)
    assert written["decision"]["decisionDate"] == "2020-05-01"


def test_the_profile_of_the_authority_is_pinned_in_the_decision(run):
    written = json.loads(run("assess", CLEAN, "--examination", "reviewed", "--format", "json").out)["decision"]
    assert written["examination"]["required"] == "reviewed"
    assert (written["outcome"], written["outcomeReason"]) == ("undetermined", "notExamined")


@pytest.mark.parametrize("name", EACH_ENGINE)
def test_every_engine_gives_the_same_bytes(run, name):
    done = run("assess", MET, "--engine", name, "--format", "json")
    expected = json.loads(run("assess", MET, "--engine", "reference", "--format", "json").out)
    written = json.loads(done.out)
    assert written["digest"] == expected["digest"]
    assert written["provenance"]["engine"] == name


def test_the_good_files_are_answered_the_bad_ones_reported_and_the_code_is_3(run, tmp_path):
    bad = tmp_path / "bad.json"
    bad.write_text("{", encoding="utf-8")
    done = run("assess", MET, str(bad), REFUSED, CLEAN, "--format", "jsonl")
    assert done.code == 3
    assert len(done.out.splitlines()) == 2
    assert f"{bad}: the input is not JSON (line 1, column 2)" in done.err
    assert f"{REFUSED}: /reliesOn/0: no assessment may rest on criticism_of_funder" in done.err
    assert "    Att organisationen har kritiserat bidragsgivaren" in done.err


def test_with_nothing_but_bad_files_json_writes_nothing_for_one_and_an_empty_list_for_several(run):
    assert run("assess", REFUSED, "--format", "json").out == ""
    assert json.loads(run("assess", REFUSED, REFUSED, "--format", "json").out) == []


def test_explanations_come_in_the_language_asked_for(run):
    assert "That the organisation has criticised the funder" in run("assess", REFUSED, "--lang", "en").err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["assess", "missing.json"], 3, "missing.json: cannot be read: No such file or directory; check the name"),
        (["assess", "a\x00b"], 3, "a?b: cannot be read: this is not the name of a file; check the name"),
        (["assess", "/"], 3, "/: cannot be read: Is a directory; check the name"),
        (
            ["assess", MET, "--rules", "sou-1"],
            2,
            "Invalid value for --rules: there is no such rule set; there are: iop, ",
        ),
        (
            ["assess", MET, "--on", "2018-01-01"],
            3,
            "/decisionDate: the rule set sou-2019-35 does not apply on that date; it applies from 2019-06-30",
        ),
        *(
            (["assess", MET, "--on", on], 2, "Invalid value for --on: is not a date; write YYYY-MM-DD")
            for on in ("igår", "", "20260415", "2026-W16-3", "2026-02-30", "\u0662\u0660\u0662\u0666-04-15")
        ),
        (["assess", MET, "--format", "xml"], 2, "Invalid value for '--format'"),
        (["assess"], 2, "Missing argument"),
        (["asess"], 2, "No such command"),
        (
            ["rules", "show", "sou-2019-35:9"],
            2,
            "Invalid value for ID: there is no such rule; there are: sou-2019-35:1",
        ),
        (["rules", "show", "sou-1"], 2, "Invalid value for ID: there is no such rule set; there are: iop, "),
        (["demo", "nothing"], 2, "there is no such situation; there are: nothing-found-all-grounds-declared"),
    ],
)
def test_what_is_wrong_is_told_in_one_line_with_the_documented_code_and_no_traceback(run, arguments, code, words):
    done = run(*arguments)
    assert done.code == code
    assert words in done.err
    assert "Traceback" not in done.err
    assert done.out == ""


def test_a_50_mb_file_is_refused_after_reading_no_more_than_an_application(run, tmp_path):
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(50_000_000)
    done = run("assess", str(large))
    assert done.code == 3
    assert done.err == f"{large}: the input is larger than {LARGEST_INPUT} bytes; send one application at a time\n"


SECRET = "Hemliga Uppgifter"


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe" + SECRET.encode("utf-16-le"),
        f'{{"id": "{SECRET}"}}'.encode(),
        f'{{"{SECRET}": 1}}'.encode(),
        f'{{"id": "{SECRET}'.encode(),
        json.dumps(document(finding("F1", violence=SECRET), **{SECRET: SECRET})).encode(),
        json.dumps(document(finding("F1", **{SECRET: SECRET}) | {"notes": [SECRET]})).encode(),
        json.dumps({"decisionDate": SECRET, "organisation": {"number": SECRET}}).encode(),
        json.dumps(document(notes=f"{SECRET}\x00")).encode(),
        b"[" * 100_000,
        b'{"id": NaN}',
        b'{"id": "\\ud800"}',
        b"null",
    ],
)
def test_hostile_input_is_refused_with_pointers_and_without_any_value(run, content):
    done = run("assess", "-", stdin=content)
    assert done.code == 3
    assert done.err.count("standard input: ") == len(done.err.splitlines()) > 0
    assert SECRET not in done.err
    assert "Traceback" not in done.err
    assert done.out == ""


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["yes", "unknown", "F1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
FIELDS = [
    "id",
    "decisionDate",
    "findings",
    "facts",
    "examinations",
    "exception",
    "reliesOn",
    "closings",
    "organisation",
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(max_size=100)
    | ANYTHING.map(lambda value: json.dumps(value).encode())
    | st.dictionaries(st.sampled_from(FIELDS), ANYTHING).map(lambda some: json.dumps(document() | some).encode())
)
def test_whatever_comes_in_the_command_ends_with_a_documented_code_and_no_traceback(run, content):
    done = run("assess", "-", "--format", "jsonl", stdin=content)
    assert done.code in (0, 3)
    assert (done.code == 0) == (done.out.count("\n") == 1)
    assert "Traceback" not in done.err


def test_masked_numbers_are_told_by_place_and_count(run):
    done = run("assess", str(FIXTURES / "identity-number-in-notes.json"), "--format", "json")
    assert "/findings/0/notes: 1 identity number was masked" in done.err
    assert json.loads(done.out)["masked"] == [{"place": "/findings/0/notes", "personalNumbers": 1, "reserveNumbers": 0}]
    assert "1212" not in done.out


@needs_durable
def test_a_disagreement_between_engines_is_no_decision(run, monkeypatch):
    monkeypatch.setattr(Registered, "verdicts", lambda self, _codes: (Verdict.UNKNOWN,) * self._conditions)
    done = run("assess", MET, "--format", "json")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(
        f"{MET}: engine error: the engines disagree on sou-2019-35:1: durable-rules says unknown"
    )


def without_durable(monkeypatch):
    def fail():
        raise ConfigurationError("durable-rules cannot be loaded here; use the reference engine")

    monkeypatch.setattr(durable, "load", fail)


def test_without_durable_rules_the_reference_decides_and_both_streams_say_so(run, monkeypatch):
    without_durable(monkeypatch)
    done = run("assess", MET, "--format", "json")
    assert done.code == 0
    assert done.noticed
    assert json.loads(done.out)["provenance"]["engine"] == "reference"


@pytest.mark.parametrize("name", ["verified", "durable"])
def test_an_engine_asked_for_by_name_that_cannot_be_loaded_is_not_replaced(run, monkeypatch, name):
    without_durable(monkeypatch)
    done = run("assess", MET, "--engine", name)
    assert (done.code, done.out) == (7, "")
    assert done.err == "durable-rules cannot be loaded here; use the reference engine\n"


DEFECT = "unexpected error (RuntimeError): this is a defect of the program; please report it with the command, not with the data\n"


def failing_once(monkeypatch, error):
    """The first assessment fails, those after it do not."""
    errors = [error]

    def fail(*args, **options):
        if errors:
            raise errors.pop()
        return assess(*args, **options)

    monkeypatch.setattr("demokrativillkor.cli.assess.assess", fail)


def test_an_unforeseen_error_over_one_file_is_told_with_its_kind_alone_and_the_others_are_answered(run, monkeypatch):
    failing_once(monkeypatch, RuntimeError(SECRET))
    done = run("assess", MET, REFUSED, CLEAN, "--format", "jsonl")
    assert done.code == 1
    assert done.err.startswith(f"{MET}: {DEFECT}{REFUSED}: /reliesOn/0: ")
    assert [json.loads(line)["decision"]["outcome"] for line in done.out.splitlines()] == ["eligible"]


def test_an_engine_error_over_one_file_is_told_and_the_others_are_answered(run, monkeypatch):
    failing_once(monkeypatch, EngineError("the engines disagree"))
    done = run("assess", MET, CLEAN, "--format", "jsonl")
    assert (done.code, done.err) == (1, f"{MET}: engine error: the engines disagree\n")
    assert len(done.out.splitlines()) == 1


def test_an_unforeseen_error_outside_a_file_tells_its_kind_and_not_its_text(run, monkeypatch):
    def fail(_added):
        raise RuntimeError(SECRET)

    monkeypatch.setattr("demokrativillkor.cli.assess.rulebook", fail)
    done = run("assess", MET)
    assert (done.code, done.err) == (1, DEFECT)


def test_a_personal_number_in_the_name_of_a_file_is_masked(run):
    assert run("assess", "811218-9876.json").err.startswith(f"{MASK}.json: cannot be read: No such file")


def test_an_interruption_has_its_own_code(run, monkeypatch):
    def interrupt(*_args, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("demokrativillkor.cli.assess.assess", interrupt)
    done = run("assess", MET)
    assert (done.code, done.out, done.err) == (130, "", "")
