"""Rules that acts share and rules kept outside the package: each mistake is told with its line and what to do."""

import shutil

import pytest

from demokrativillkor.canonical import digest
from demokrativillkor.errors import RulesInvalid
from demokrativillkor.rulefiles.folder import read_folder
from tests.support.rule_folders import ACT, PROVISIONS, RULESET, SHARED, change, line_of, said


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
