"""Files that nothing would read, and rules kept in a folder outside the package."""

import pytest

from demokrativillkor.assess import assess
from demokrativillkor.canonical import digest
from demokrativillkor.decision import Outcome, OutcomeReason
from demokrativillkor.engine import Reference
from demokrativillkor.packaged import rulebook_with
from demokrativillkor.rule import Basis, Effect
from demokrativillkor.rulefiles.folder import read_folder
from demokrativillkor.rulefiles.strays import stray_files
from tests.support.builders import ALL_REVIEWED, application, finding
from tests.support.rule_folders import ACT, SHARED, change, said

# Files that nothing would read


STRAY = {
    f"{ACT}/5.yml": "only files that end in .yaml are read; name it 5.yaml",
    "sources/new.yml": "only files that end in .yaml are read; name it new.yaml",
    f"{SHARED}/5.yml": "only files that end in .yaml are read; name it 5.yaml",
    "terms.yaml": "no such file is read here; put it into the folder of a rule set, or remove it",
    "sfs-2027-1/provisions.yaml": "its folder has no ruleset.yaml, so it is not read; add ruleset.yaml",
    "sfs-2027-1/deep/1.yaml": "its folder has no ruleset.yaml, so it is not read; add ruleset.yaml",
    "shared/appeals/1.yaml": "its folder has no shared.yaml, so it is not read; add shared.yaml",
}


def write_stray(root, stray):
    (root / stray).parent.mkdir(parents=True, exist_ok=True)
    (root / stray).write_text("id: stray\n", encoding="utf-8")


@pytest.mark.parametrize("stray", STRAY)
def test_a_file_that_nothing_would_read_is_told(root, stray):
    write_stray(root, stray)
    assert [str(problem) for problem in stray_files(root, "rules", added=False)] == [f"rules/{stray}:1: {STRAY[stray]}"]


def test_a_stray_file_is_among_the_mistakes_of_the_folder_and_takes_nothing_down(root):
    write_stray(root, f"{ACT}/5.yml")
    folder = read_folder(root)
    assert said(folder) == [f"rules/{ACT}/5.yml:1: {STRAY[f'{ACT}/5.yml']}"]
    assert set(folder.working().rulesets) == {ACT, "sou-2019-35"}


def test_the_files_that_are_read_are_no_strays(root):
    assert list(stray_files(root, "rules", added=False)) == []


@pytest.mark.parametrize(
    "stray",
    [f"{ACT}/deep/1.yaml", "sources/deep/new.yaml", f"{SHARED}/deep/1.yaml", "new.YAML", "sfs-2027-1/ruleset.YAML"],
)
def test_a_file_that_lies_too_deep_or_ends_in_capitals_is_not_passed_over_in_silence(root, stray):
    write_stray(root, stray)
    assert [problem.place for problem in stray_files(root, "rules", added=False)] == [f"rules/{stray}:1"]


def test_an_empty_folder_is_told(tmp_path):
    (tmp_path / "rules").mkdir()
    told = [str(problem) for problem in read_folder(tmp_path / "rules").problems]
    assert "rules:1: there is no rule set here; add a folder with ruleset.yaml" in told


# Rules kept outside the package

OWN = """\
id: {name}
title: {{sv: Egna villkor, en: Own conditions}}
status: template
version: "1"
legalForce: {{sv: Ingen., en: None.}}
appliesFrom: {{on: 2026-01-01, exact: true}}
limbs:
  - id: own
include:
  folder: {folder}
  rules: ["1", "4"]
{more}"""

LOCAL_SOURCE = """\
id: {name}
title: {{sv: Riktlinjer, en: Guidelines}}
cite: {{sv: riktlinjerna, en: the guidelines}}
origin: a test
text: {name}.sv.md
digest: {digest}
"""


@pytest.fixture
def added(tmp_path):
    """A folder beside the packaged one."""
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


def write_own(added, name="town-1", folder="sou-2019-35", more=""):
    (added / name).mkdir()
    path = added / name / "ruleset.yaml"
    path.write_text(OWN.format(name=name, folder=folder, more=more), encoding="utf-8")
    return path


def write_source(added, name, text):
    (added / "sources").mkdir(exist_ok=True)
    (added / "sources" / f"{name}.sv.md").write_text(text, encoding="utf-8")
    described = LOCAL_SOURCE.format(name=name, digest=digest(text.encode()))
    (added / "sources" / f"{name}.yaml").write_text(described, encoding="utf-8")


def problems_of(added, rules):
    return [str(problem) for problem in read_folder(added, beside=rules).problems]


def test_a_set_that_includes_another_set_has_its_conditions_and_cites_where_they_stood(added, rules, proposal):
    write_own(added)
    folder = read_folder(added, beside=rules)
    assert folder.problems == ()
    own = folder.rulesets["town-1"]
    assert [rule.id for rule in own.rules] == ["town-1:1", "town-1:4"]
    for number in ("1", "4"):
        mine, theirs = own.rule(f"town-1:{number}"), proposal.rule(f"sou-2019-35:{number}")
        assert (mine.condition, mine.citation, mine.ground) == (theirs.condition, theirs.citation, theirs.ground)
    assert own.conditions["attributable"] == proposal.conditions["attributable"]
    assert own.attribution == proposal.attribution


def test_a_set_that_includes_another_set_can_cite_its_own_text_for_a_rule(added, rules, proposal):
    write_source(added, "town", "## 3 §\n\nInget bidrag till den som motarbetar demokratin.\n")
    frame = {"source": "town", "provision": "3 §", "quote": "den som motarbetar demokratin"}
    lines = "".join(f"    {key}: {value}\n" for key, value in frame.items())
    write_own(added, more=f"frames:\n  condition4:\n{lines}")
    folder = read_folder(added, beside=rules)
    assert folder.problems == ()
    own = folder.rulesets["town-1"]
    assert own.rule("town-1:4").citation.cite.sv == "3 § riktlinjerna"
    assert own.rule("town-1:4").condition == proposal.rule("sou-2019-35:4").condition
    assert own.rule("town-1:1").citation == proposal.rule("sou-2019-35:1").citation


def test_a_set_can_include_another_in_the_same_folder_whatever_they_are_called(root):
    write_own(root, name="a-town", folder="sou-2019-35")
    write_own(root, name="z-town", folder="sou-2019-35")
    folder = read_folder(root)
    assert said(folder) == []
    assert {"a-town", "z-town"} <= set(folder.rulesets)


@pytest.mark.parametrize("names", [("a-town", "b-town", "c-town"), ("c-town", "b-town", "a-town")])
def test_a_set_can_include_one_that_includes_another_whatever_they_are_called(added, rules, proposal, names):
    for name, folder in zip(names, ("sou-2019-35", *names), strict=False):
        write_own(added, name=name, folder=folder)
    folder = read_folder(added, beside=rules)
    assert folder.problems == ()
    last = folder.rulesets[names[-1]]
    assert last.rule(f"{names[-1]}:4").condition == proposal.rule("sou-2019-35:4").condition
    assert last.attribution == proposal.attribution
    assert {*last.conditions} >= {"shown", "attributable"}
    for name, condition in last.conditions.items():
        assert condition == proposal.conditions[name]


def test_two_sets_that_include_each_other_are_told_and_neither_is_used(added, rules):
    write_own(added, name="a-town", folder="b-town")
    write_own(added, name="b-town", folder="a-town")
    folder = read_folder(added, beside=rules)
    assert {str(problem).split(":")[0] for problem in folder.problems} == {
        f"own/{name}/ruleset.yaml" for name in ("a-town", "b-town")
    }
    assert set(folder.working().rulesets) == set(rules.rulesets)


def test_included_conditions_decide_as_the_set_they_were_taken_from(added, rules, proposal):
    write_own(added)
    own = read_folder(added, beside=rules).rulesets["town-1"]
    facts = {"established": "shown", "actor": "board_member", "context": "event", "otherLimbs": "no"}
    for given in ({"violence": "yes"}, {"againstFormOfGovernment": "yes"}, {}):
        asked = application(finding("F1", **facts, **given), decisionDate="2026-02-01", examinations=ALL_REVIEWED)
        mine, theirs = (assess(asked, ruleset, engine=Reference()) for ruleset in (own, proposal))
        assert (mine.outcome, mine.outcome_reason) == (theirs.outcome, theirs.outcome_reason)
        expected = (
            (Outcome.INELIGIBLE, OutcomeReason.OBSTACLE) if given else (Outcome.ELIGIBLE, OutcomeReason.NO_OBSTACLE)
        )
        assert (mine.outcome, mine.outcome_reason) == expected


def test_a_set_that_includes_itself_or_one_that_is_broken_is_told(added, rules):
    write_own(added, name="town-1", folder="town-1")
    broken = write_own(added, name="town-2")
    change(broken, "status: template", "status: draft")
    write_own(added, name="town-3", folder="town-2")
    told = problems_of(added, rules)
    assert any(each.startswith("own/town-1/ruleset.yaml:10: there are no shared rules town-1; ") for each in told)
    assert any(each.startswith("own/town-3/ruleset.yaml:10: there are no shared rules town-2; ") for each in told)
    assert any(
        each.startswith("own/town-2/ruleset.yaml:3: status has a value that is not one of its values") for each in told
    )
    assert {each.split(":")[0] for each in told} == {f"own/town-{number}/ruleset.yaml" for number in (1, 2, 3)}


def test_a_rule_that_the_included_set_lacks_is_told(added, rules):
    path = write_own(added)
    change(path, '"4"]', '"5"]')
    assert problems_of(added, rules) == ["own/town-1/ruleset.yaml:11: there is no shared rule 5; see rules/shared"]


def test_a_set_called_as_a_packaged_one_is_told_and_the_packaged_one_stands(added, rules):
    write_own(added, name="sfs-2021-401")
    folder = read_folder(added, beside=rules)
    assert [str(problem) for problem in folder.problems] == [
        "own/sfs-2021-401/ruleset.yaml:1: there is a packaged rule set of that name; name the folder and the set otherwise"
    ]
    assert folder.working().rulesets["sfs-2021-401"] is rules.rulesets["sfs-2021-401"]


def test_a_source_called_as_a_packaged_one_is_told_and_takes_nothing_down(added, rules):
    write_own(added)
    write_source(added, "sfs-2021-401", "## 1 §\n\nNågot annat.\n")
    folder = read_folder(added, beside=rules)
    assert [str(problem) for problem in folder.problems] == [
        "own/sources/sfs-2021-401.yaml:1: there is a packaged source of that name; name it otherwise"
    ]
    assert folder.sources.by_id["sfs-2021-401"] is rules.sources.by_id["sfs-2021-401"]
    assert rules.rulesets.keys() <= folder.working().rulesets.keys()


def test_a_broken_added_set_leaves_the_others_working(added, rules):
    write_own(added, name="town-1")
    change(write_own(added, name="town-2"), "version:", "versions:")
    folder = read_folder(added, beside=rules)
    assert set(folder.working().rulesets) == {*rules.rulesets, "town-1"}
    assert [str(problem) for problem in folder.problems] == [
        "own/town-2/ruleset.yaml:1: version is missing; add version",
        "own/town-2/ruleset.yaml:4: the key versions is not known here; did you mean version?",
    ]


def test_a_broken_added_source_leaves_the_packaged_rules_working(added, rules):
    write_own(added)
    write_source(added, "town", "## 3 §\n\nOrd.\n")
    change(added / "sources/town.sv.md", "Ord", "Andra ord")
    folder = read_folder(added, beside=rules)
    assert folder.problems
    assert rules.rulesets.keys() <= folder.working().rulesets.keys()


def test_the_packaged_rules_with_an_added_folder_are_read_as_one_book(added):
    write_own(added)
    change(write_own(added, name="town-2"), 'version: "1"', "version: 1")
    book, problems = rulebook_with(added)
    assert {"town-1", "sfs-2021-401"} <= set(book.rulesets)
    assert "town-2" not in book.rulesets
    assert [str(problem) for problem in problems] == ["own/town-2/ruleset.yaml:4: version must be text; write text"]


@pytest.mark.parametrize(
    ("stray", "words"),
    [
        ("facts.yaml", "no such file is read here; put it into the folder of a rule set, or remove it"),
        ("shared/mine/1.yaml", "its folder has no ruleset.yaml, so it is not read; add ruleset.yaml"),
        ("shared/mine/shared.yaml", "its folder has no ruleset.yaml, so it is not read; add ruleset.yaml"),
        ("town-1/extra.yml", "only files that end in .yaml are read; name it extra.yaml"),
    ],
)
def test_an_added_folder_has_no_vocabulary_and_no_shared_rules_of_its_own(added, rules, stray, words):
    write_own(added)
    (added / stray).parent.mkdir(parents=True, exist_ok=True)
    (added / stray).write_text("id: stray\n", encoding="utf-8")
    assert problems_of(added, rules) == [f"own/{stray}:1: {words}"]


def test_an_added_folder_without_a_rule_set_is_told_and_changes_nothing(added, rules):
    folder = read_folder(added, beside=rules)
    assert [str(problem) for problem in folder.problems] == [
        "own:1: there is no rule set here; add a folder with ruleset.yaml"
    ]
    assert folder.working().rulesets == rules.rulesets


def test_an_act_can_be_added_that_includes_the_shared_conditions(added, rules):
    """The act's own words are looked for in its own text, which is not packaged."""
    grounds = "\n".join(f"{number}. {rules.rulesets[ACT].rule(f'{ACT}:{number}').citation.quote}" for number in (1, 4))
    text = f"## 2 §\n\nBidrag får inte lämnas till den som\n\n{grounds}\n"
    write_source(added, "town", text)
    frame = "frames:\n  obstacle: {source: town, provision: 2 §, quote: Bidrag får inte lämnas till den som}\n"
    write_own(added, folder="democracy-conditions", more=frame)
    folder = read_folder(added, beside=rules)
    assert folder.problems == ()
    own = folder.rulesets["town-1"]
    assert {rule.citation.source for rule in own.with_effect(Effect.OBSTACLE)} == {"town"}
    assert {rule.basis for rule in own.rules} == {Basis.TEXT}
    change(added / "sources/town.sv.md", "4. motarbetar", "4. motverkar")
    change(added / "sources/town.yaml", digest(text.encode()), digest((added / "sources/town.sv.md").read_bytes()))
    told = problems_of(added, rules)
    assert told == [
        "own/town-1/ruleset.yaml:13: the quote does not stand in town, 2 §; copy the words from the bundled text"
    ]
