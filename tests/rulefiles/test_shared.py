"""Rules that acts share and rules kept outside the package: each mistake is told with its line and what to do."""

import re
import shutil

import pytest

from demokrativillkor.assess import assess
from demokrativillkor.canonical import digest
from demokrativillkor.decision import Outcome, OutcomeReason
from demokrativillkor.engine import Reference
from demokrativillkor.errors import RulesInvalid
from demokrativillkor.lint.checks import findings
from demokrativillkor.packaged import rulebook_with
from demokrativillkor.resources import rules_folder
from demokrativillkor.rule import Basis, Effect
from demokrativillkor.rulefiles.folder import read_folder
from demokrativillkor.rulefiles.strays import stray_files
from tests.support.builders import ALL_REVIEWED, application, finding

ACT = "sfs-2024-487"
RULESET = "ruleset.yaml"
PROVISIONS = "provisions.yaml"
SHARED = "shared/democracy-conditions"


@pytest.fixture(scope="module")
def pattern(tmp_path_factory):
    """A small folder of packaged rules: one act, the proposal, and no more than they build on."""
    packaged, root = rules_folder(), tmp_path_factory.mktemp("shared") / "rules"
    for name in (ACT, "sou-2019-35", SHARED):
        shutil.copytree(packaged / name, root / name)
    for name in ("facts.yaml", "stopped-reasons.yaml"):
        shutil.copy(packaged / name, root / name)
    ruleset = root / ACT / RULESET
    alone = re.sub(r"^process:.*\n", "", ruleset.read_text(encoding="utf-8"), flags=re.MULTILINE)
    ruleset.write_text(alone, encoding="utf-8")
    used = set(re.findall(r"use: ([a-z-]+)", (root / ACT / PROVISIONS).read_text(encoding="utf-8")))
    (root / "shared/requirements").mkdir()
    (root / "sources").mkdir()
    for stem in ("shared", *used):
        for path in (packaged / "shared/requirements").glob(f"{stem}.*"):
            shutil.copy(path, root / "shared/requirements")
    written = "".join(path.read_text(encoding="utf-8") for path in root.rglob("*.yaml"))
    for source in set(re.findall(r"source: ([a-z0-9-]+)", written)):
        for path in (packaged / "sources").glob(f"{source}.*"):
            shutil.copy(path, root / "sources")
    return root


@pytest.fixture
def root(pattern, tmp_path):
    """A copy of that folder to break."""
    return shutil.copytree(pattern, tmp_path / "rules")


def line_of(path, words):
    """The line on which those words stand first."""
    text = path.read_text(encoding="utf-8")
    assert words in text, f"{path.name} has no {words!r}"
    return text[: text.index(words)].count("\n") + 1


def change(path, old, new):
    """Write ``new`` for the first ``old``."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} has no {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def said(folder):
    return [str(problem) for problem in (*folder.problems, *findings(folder))]


def test_the_small_folder_has_no_mistake(pattern):
    folder = read_folder(pattern)
    assert said(folder) == []
    assert set(folder.rulesets) == {ACT, "sou-2019-35"}


def test_an_included_rule_is_resolved_with_the_acts_own_provisions(pattern):
    """The quote of the ground is the shared one; the provision and the digest are the act's."""
    act = read_folder(pattern).rulesets[ACT]
    rule = act.rule(f"{ACT}:3")
    assert rule.citation.source == ACT
    assert rule.citation.cite.sv == "5 § första stycket 3 lagen (2024:487)"
    text = (pattern / "sources" / f"{ACT}.sv.md").read_bytes()
    assert rule.citation.digest == digest(text)
    assert rule.citation.quote.encode() in text


# One mistake in one act: (file, what stands there, what is written instead, where it is told, in which words)

ONE_MISTAKE = {
    "a frame that an included rule cites is missing": (
        RULESET,
        "  exception:\n",
        "  conclusion:\n",
        'rules: ["1"',
        "a shared rule cites the frame exception, which this set does not name; add frames.exception",
    ),
    "a shared rule does not exist": (
        RULESET,
        '"4", exception]',
        '"5", exception]',
        'rules: ["1"',
        "there is no shared rule 5; see rules/shared",
    ),
    "a shared rule is misspelt": (
        RULESET,
        '"4", exception]',
        '"4", exceptions]',
        'rules: ["1"',
        "there is no shared rule exceptions; did you mean exception?",
    ),
    "the set includes no rule": (
        RULESET,
        'rules: ["1", "2", "3", "4", exception]',
        "rules: []",
        "rules: []",
        "rules is empty; give it at least one part",
    ),
    "a frame is not the acts own words": (
        RULESET,
        "quote: Statsbidrag får dock lämnas",
        "quote: Statsbidrag kan dock lämnas",
        "quote: Statsbidrag kan dock lämnas",
        f"the quote does not stand in {ACT}, 5 §; copy the words from the bundled text",
    ),
    "a frame cites a section that is not there": (
        RULESET,
        '    provision: 5 §\n    part: "andra stycket"\n',
        '    provision: 55 §\n    part: "andra stycket"\n',
        "provision: 55 §",
        f"{ACT} has no provision 55 §; did you mean 5 §?",
    ),
    "a transition is not the acts own words": (
        RULESET,
        "quote: statsbidrag som har beviljats",
        "quote: stöd som har beviljats",
        "quote: stöd som har beviljats",
        "the quote does not stand in sfs-2024-1056, övergång 2024:1056; copy the words from the bundled text",
    ),
    "a limb is not the acts own words": (
        RULESET,
        "någon av dess församlingar eller en",
        "någon av deras församlingar eller en",
        "quote: >-",
        f"the quote does not stand in {ACT}, 5 §; copy the words from the bundled text",
    ),
    "an act has no transition": (
        RULESET,
        "act:\n",
        "acts:\n",
        "acts:",
        "the key acts is not known here; did you mean act?",
    ),
    "a transition goes by an unknown key": (
        RULESET,
        "key: special",
        "key: entry_date",
        "key: entry_date",
        "key has a value that is not one of its values; "
        "write 'award_date', 'period', 'grant_year', 'special' or 'unknown'",
    ),
    "a limb is confined to a form that the act lacks": (
        RULESET,
        "  - id: congregation\n",
        "  - id: congregation\n    grantForms: [project_grant]\n",
        "grantForms: [project_grant]",
        "there is no grant form project_grant; there are activity_grant, organisation_grant, status",
    ),
    "a requirement is no shared one": (
        PROVISIONS,
        "use: tax-debts",
        "use: tax-debt",
        "use: tax-debt",
        "there is no shared rule tax-debt; did you mean tax-debts?",
    ),
    "a requirement is dispensed from although nobody can be": (
        PROVISIONS,
        "  - use: insolvency\n",
        f"  - use: insolvency\n    dispensation: {{source: {ACT}, provision: 6 §, quote: Statsbidrag får inte lämnas}}\n",
        "dispensation: {",
        "nobody can be dispensed from insolvency; remove it",
    ),
    "a dispensation is not the acts own words": (
        PROVISIONS,
        "  - use: members\n",
        f"  - use: members\n    dispensation: {{source: {ACT}, provision: 4 §, quote: Undantag får beslutas.}}\n",
        "dispensation: {",
        f"the quote does not stand in {ACT}, 4 §; copy the words from the bundled text",
    ),
    "a requirement is not the acts own words": (
        PROVISIONS,
        "minst 2 500 betjänade",
        "minst 3 000 betjänade",
        "citation: {",
        f"the quote does not stand in {ACT}, 4 §; copy the words from the bundled text",
    ),
    "a requirement is confined to a form that the act lacks": (
        PROVISIONS,
        "  - use: members\n",
        "  - use: members\n    grantForms: [project_grant]\n",
        "grantForms: [project_grant]",
        "there is no grant form project_grant; there are activity_grant, organisation_grant, status",
    ),
    "a requirement is confined to a recipient nobody knows": (
        PROVISIONS,
        "  - use: members\n",
        "  - use: members\n    recipientKinds: [monastery]\n",
        "recipientKinds: [monastery]",
        "there is no recipient kind monastery; there are {recipient_kinds}",
    ),
    "a recipient is misspelt": (
        PROVISIONS,
        "recipientKinds: [registered_faith_community]",
        "recipientKinds: [registered_faith_communities]",
        "recipientKinds: [registered_faith_communities]",
        "there is no recipient kind registered_faith_communities; did you mean registered_faith_community?",
    ),
    "a clause is not the acts own words": (
        PROVISIONS,
        "Myndigheten ska efter ansökan besluta",
        "Myndigheten kan efter ansökan besluta",
        "citation: {source: sfs-2024-487, provision: 8 §",
        f"the quote does not stand in {ACT}, 8 §; copy the words from the bundled text",
    ),
    "a stop says neither may nor shall": (
        PROVISIONS,
        "  - topic: stop\n    duty: shall\n",
        "  - topic: stop\n",
        "topic: stop",
        "stop and reclaim say may or shall, and nothing else does; see the schema under rules/schema",
    ),
    "a waiver names no threshold": (
        PROVISIONS,
        "    threshold: special\n",
        "",
        "topic: waiver",
        "a waiver names its threshold, and nothing else does; see the schema under rules/schema",
    ),
    "an appeal has no forum": (
        PROVISIONS,
        "    forum: administrative_court\n",
        "",
        "topic: appeal",
        "an appeal has decisions, appealable and forum, and nothing else has them; see the schema under rules/schema",
    ),
}


@pytest.fixture(scope="module")
def sound(pattern):
    """That folder, read."""
    return read_folder(pattern)


@pytest.fixture
def act(pattern, tmp_path):
    """A copy of the act to break, under another name and outside the folder."""
    act = shutil.copytree(pattern / ACT, tmp_path / "own" / "act")
    change(act / "ruleset.yaml", f"id: {ACT}", "id: act")
    return act


def told_of(act, sound):
    return [str(problem) for problem in read_folder(act.parent, beside=sound).problems]


def test_the_act_under_another_name_has_no_mistake(act, sound):
    assert told_of(act, sound) == []


@pytest.mark.parametrize("mistake", ONE_MISTAKE)
def test_one_mistake_in_an_act_is_told_with_its_line_and_no_other(act, sound, vocabulary, mistake):
    file, old, new, marker, words = ONE_MISTAKE[mistake]
    change(act / file, old, new)
    told = words.replace("{recipient_kinds}", ", ".join(sorted(vocabulary.recipient_kinds)))
    assert told_of(act, sound) == [f"own/act/{file}:{line_of(act / file, marker)}: {told}"]


def test_a_missing_frame_is_told_for_the_definitions_and_for_the_rules_that_cite_it(act, sound):
    file = act / RULESET
    change(file, "  obstacle:\n", "  hindrance:\n")
    why = "a shared rule cites the frame obstacle, which this set does not name; add frames.obstacle"
    lines = [line_of(file, words) for words in ("folder: dem", 'rules: ["1"')]
    assert told_of(act, sound) == [f"own/act/ruleset.yaml:{line}: {why}" for line in lines]


def test_an_unknown_folder_is_told_with_the_nearest_and_then_the_act_lacks_what_it_would_have_taken(act, sound):
    change(act / RULESET, "folder: democracy-conditions", "folder: democracy-condition")
    line = line_of(act / RULESET, "folder: democracy-condition")
    assert told_of(act, sound) == [
        "own/act/ruleset.yaml:2: attribution is missing; add it, or include rules that have it",
        f"own/act/ruleset.yaml:{line}: there are no shared rules democracy-condition; did you mean democracy-conditions?",
    ]


def test_a_mistake_in_one_act_leaves_the_other_rules_working(root):
    change(root / ACT / PROVISIONS, "use: tax-debts", "use: tax-debt")
    folder = read_folder(root)
    assert set(folder.working().rulesets) == {"sou-2019-35"}
    with pytest.raises(RulesInvalid):
        folder.rulebook()


# Mistakes in what the acts share

SHARED_MISTAKES = {
    "a shared folder has another id": (
        f"{SHARED}/shared.yaml",
        "id: democracy-conditions",
        "id: conditions",
        "id: conditions",
        "the id is not the folder's name democracy-conditions; make them equal",
    ),
    "a shared rule uses a definition that is not there": (
        f"{SHARED}/4.yaml",
        "{use: shown}",
        "{use: show}",
        "{use: show}",
        "there is no definition show; did you mean shown?",
    ),
    "a shared definition asks for a fact that is not there": (
        f"{SHARED}/shared.yaml",
        "{fact: established, is: shown}",
        "{fact: establish, is: shown}",
        "{fact: establish, is: shown}",
        "there is no fact establish for such a rule; did you mean established?",
    ),
}


@pytest.mark.parametrize("mistake", SHARED_MISTAKES)
def test_a_mistake_in_shared_rules_is_told_once_where_it_stands(root, mistake):
    file, old, new, marker, words = SHARED_MISTAKES[mistake]
    change(root / file, old, new)
    assert said(read_folder(root)) == [f"rules/{file}:{line_of(root / file, marker)}: {words}"]


def test_a_shared_quote_that_the_act_does_not_say_is_told_at_the_acts_own_frame(root):
    change(root / SHARED / "4.yaml", "quote: motarbetar det", "quote: motverkar det")
    ruleset = root / ACT / RULESET
    (told,) = said(read_folder(root))
    place, _, message = told.partition(": ")
    assert message == f"the quote does not stand in {ACT}, 5 §; copy the words from the bundled text"
    first = line_of(ruleset, "frames:")
    assert first < int(place.removeprefix(f"rules/{ACT}/ruleset.yaml:")) < line_of(ruleset, "  exception:\n")


def test_nothing_is_decided_by_rules_that_build_on_a_shared_rule_with_a_mistake(root):
    file = root / SHARED / "4.yaml"
    change(file, "basis: text", "basis: rumour")
    folder = read_folder(root)
    place = f"rules/{SHARED}/4.yaml:{line_of(file, 'basis: rumour')}"
    assert f"{place}: basis has a value that is not one of its values; write 'text' or 'interpretation'" in said(folder)
    assert ACT not in folder.rulesets
    with pytest.raises(RulesInvalid, match="basis has a value"):
        folder.rulebook()


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
