"""The rule author's bench on the command line."""

import re
import shutil
from functools import cache

import pytest

from demokrativillkor.comparing import compare
from demokrativillkor.lint.checks import CHECKS
from demokrativillkor.resources import rules_folder
from demokrativillkor.rulefiles.folder import read_folder
from tests.rulefiles.test_broken_rules import SOUND

OK, USAGE, INVALID, NOT_READY = 0, 2, 4, 7


COMPARED_ONCE = cache(compare)


@pytest.fixture(autouse=True)
def compared_once(monkeypatch):
    """A comparison takes a second or two; several tests read the same one."""
    monkeypatch.setattr("demokrativillkor.cli.bench.compare", COMPARED_ONCE)


@pytest.fixture
def sound(tmp_path):
    return shutil.copytree(SOUND, tmp_path / "rules")


def one_line(text):
    return " ".join(text.split())


# rules new


@pytest.fixture
def new(run, tmp_path):
    into = tmp_path / "own"
    into.mkdir()

    def write(name="sfs-2027-12", number="2027:12", on="2027-03-01"):
        return into, run("rules", "new", name, "--number", number, "--on", on, "--into", str(into))

    return write


def test_new_writes_an_act_that_checks_without_a_finding(new, rules):
    into, done = new()
    assert done.code == OK
    assert done.out.splitlines() == [
        str(into / name)
        for name in (
            "sfs-2027-12/ruleset.yaml",
            "sfs-2027-12/provisions.yaml",
            "sources/sfs-2027-12.yaml",
            "sources/sfs-2027-12.sv.md",
        )
    ]
    folder = read_folder(into, beside=rules)
    assert folder.problems == ()
    act = folder.rulesets["sfs-2027-12"]
    assert [problem for check in CHECKS for problem in check(act, folder.sets[act.id], set())] == []
    assert (act.act.number, str(act.applies_from.on), act.status) == ("2027:12", "2027-03-01", "template")


def test_the_new_act_has_the_four_grounds_and_the_exception_of_the_acts_in_force(new, rules):
    act = read_folder(new()[0], beside=rules).rulesets["sfs-2027-12"]
    model = rules.rulesets["sfs-2021-401"]
    for number in "1234":
        mine, theirs = act.rule(f"sfs-2027-12:{number}"), model.rule(f"sfs-2021-401:{number}")
        assert (mine.condition, mine.citation.quote) == (theirs.condition, theirs.citation.quote)
    assert len(act.rules) == 5


def test_the_new_act_checks_in_the_folder_of_the_packaged_rules_too(new, tmp_path):
    into, _ = new()
    root = tmp_path / "rules"
    for name in ("facts.yaml", "stopped-reasons.yaml"):
        root.mkdir(exist_ok=True)
        shutil.copy(rules_folder() / name, root / name)
    for name in ("shared", "sources"):
        shutil.copytree(rules_folder() / name, root / name)
    shutil.copytree(into, root, dirs_exist_ok=True)
    folder = read_folder(root)
    assert folder.problems == ()
    assert list(folder.rulesets) == ["sfs-2027-12"]


def test_no_decision_can_rest_on_the_skeleton_and_every_text_of_it_is_still_to_write(new, rules):
    into, _ = new()
    act = read_folder(into, beside=rules).rulesets["sfs-2027-12"]
    assert not act.status.has_legal_force
    for text in (act.title, act.legal_force, act.act.authority, *(item.text for item in act.unverified)):
        assert text.sv.startswith("SKRIV")
        assert text.en.startswith("WRITE")


@pytest.mark.parametrize("taken", ["sfs-2027-12/provisions.yaml", "sources/sfs-2027-12.yaml"])
def test_new_writes_nothing_over_what_is_there(new, tmp_path, taken):
    (tmp_path / "own" / taken).parent.mkdir(parents=True)
    (tmp_path / "own" / taken).write_text("mine", encoding="utf-8")
    into, done = new()
    assert done.code == NOT_READY
    assert done.err == f"{taken.rpartition('/')[2]} is there already; choose another name\n"
    assert [path.read_text(encoding="utf-8") for path in into.rglob("*.*")] == ["mine"]


def test_new_refuses_a_name_it_has_written_before(new):
    into, first = new()
    before = {path: path.read_bytes() for path in into.rglob("*.*")}
    _, again = new(number="2027:13")
    assert (first.code, again.code) == (OK, NOT_READY)
    assert again.err == "ruleset.yaml is there already; choose another name\n"
    assert {path: path.read_bytes() for path in into.rglob("*.*")} == before


@pytest.mark.parametrize("on", ["2027-02-30", "1 mars 2027", "20270301", ""])
def test_new_refuses_a_first_day_that_is_no_date(new, on):
    into, done = new(on=on)
    assert done.code == USAGE
    assert "is not a date; write YYYY-MM-DD" in one_line(done.err)
    assert list(into.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "number"),
    [("../evil", "2027:12"), ("Not A Name", "2027:12"), ("sfs_2027", "2027:12"), ("sfs-2027-12", "2027-12")],
)
def test_new_refuses_a_name_or_number_that_would_not_check(new, tmp_path, name, number):
    into, done = new(name=name, number=number)
    assert done.code in (USAGE, NOT_READY)
    assert list(into.iterdir()) == []
    assert not (tmp_path / "evil").exists()


# rules coverage


def test_coverage_tells_every_condition_and_the_parts_with_a_verdict_that_no_case_shows(run, sound):
    """In these rules, kept as they once were, no case leaves it open whether the fourth act is shown."""
    done = run("rules", "coverage", str(sound))
    lines = done.out.splitlines()
    assert done.code == OK
    assert "sou-2019-35:1: 10 of 10 parts are met, not met and unknown" in lines
    start = lines.index("sou-2019-35:4: 2 of 4 parts are met, not met and unknown")
    assert lines[start + 1 : start + 3] == [
        "    the use of shown: never unknown",
        "    the use of attributable: never unknown",
    ]
    told = sum(" never " in line for line in lines)
    assert lines[-1] == f"8 conditions, {told} parts with a verdict that no case shows"


def test_coverage_shrinks_when_a_case_is_taken_away(run, sound):
    def gaps():
        return int(re.search(r"([0-9]+) parts with a verdict", run("rules", "coverage", str(sound)).out)[1])

    before = gaps()
    path = sound / "sou-2019-35" / "1.cases.yaml"
    head, *cases = re.split(r"^(?=  - name:)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    kept = [case for case in cases if "improper" not in case]
    assert 3 < len(kept) < len(cases)
    path.write_text(head + "".join(kept), encoding="utf-8")
    assert gaps() > before


def test_coverage_and_export_and_sources_refuse_rules_with_a_mistake_and_tell_it(run, sound):
    path = sound / "sou-2019-35" / "4.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("basis: text", "basis: rumour"), encoding="utf-8")
    for command in ("coverage", "export", "sources"):
        done = run("rules", command, str(sound))
        assert (done.code, done.out) == (INVALID, "")
        assert "rules/sou-2019-35/4.yaml:7: basis has a value that is not one of its values" in done.err


# rules diff


def test_diff_tells_the_drift_from_the_proposal_in_words_and_by_facts(run):
    done = run("rules", "diff", "sou-2019-35", "sfs-2021-401")
    text = one_line(done.out)
    assert done.code == OK
    for words in (
        "sou-2019-35: ”utövar våld, tvång eller hot eller på annat otillbörligt sätt kränker den enskildes",
        "sfs-2021-401: ”utövar våld, tvång eller hot mot en person eller på annat sätt kränker en persons",
        "”diskriminerar personer eller grupper av personer eller på annat sätt",
        "”rättfärdigar, främjar eller uppmanar",
        "”försvarar, främjar eller uppmanar",
        "Samma ord: ”motarbetar det demokratiska styrelseskicket”",
        "Särskilda skäl finns bara i sfs-2021-401.",
        "Ledet partner finns bara i sfs-2021-401: ”Stöd får inte heller lämnas",
        "Ramen (inom ramen för verksamheten;",
        "inte uppfyllt → uppfyllt: ",
        "sammanhang (privat)",
        "otillbörligt sätt (nej)",
        "mot en person (nej)",
    ):
        assert words in text, words
    assert "Utgångspunkten för" not in text


def test_diff_counts_each_grounds_combinations(run):
    text = one_line(run("rules", "diff", "sou-2019-35", "sfs-2021-401", "--lang", "en").out)
    counts = re.findall(r"Another verdict on ([0-9]+) of ([0-9]+) combinations", text)
    assert len(counts) == 4
    for differing, combinations in counts:
        assert 0 < int(differing) < int(combinations)


def test_diff_between_two_acts_in_force_tells_no_ground(run):
    text = one_line(run("rules", "diff", "sfs-2021-401", "sfs-2024-487").out)
    assert "Ledet congregation finns bara i sfs-2024-487" in text
    assert "inom ramen för trossamfundets eller en församlings verksamhet”" in text
    assert "Annat utslag" not in text
    for number in "1234":
        assert f"sfs-2024-487:{number}" not in text


def test_diff_of_a_set_with_itself_says_that_nothing_differs(run):
    done = run("rules", "diff", "sfs-2024-487", "sfs-2024-487", "--lang", "en", "--all")
    assert done.out.endswith("Nothing differs in the grounds, the exception, the limbs or the attribution.\n")
    assert done.code == OK


def test_diff_of_everything_tells_requirements_too(run):
    narrow = run("rules", "diff", "sfs-2021-401", "sfs-2024-487").out
    whole = run("rules", "diff", "sfs-2021-401", "sfs-2024-487", "--all").out
    assert "sfs-2024-487:members" not in narrow
    assert "sfs-2024-487:members" in whole
    assert "finns bara i sfs-2024-487." in one_line(whole)


@pytest.mark.parametrize("pair", [("sfs-1900-1", "sfs-2021-401"), ("sfs-2021-401", "sfs-1900-1")])
def test_diff_with_rules_that_do_not_exist_says_which_there_are(run, pair):
    done = run("rules", "diff", *pair)
    assert (done.code, done.out) == (USAGE, "")
    assert re.search(r"there is no such rule set; there are: .*sfs-2024-487, .*sou-2019-35", one_line(done.err))


def test_diff_refuses_more_combinations_than_can_be_gone_through(run, monkeypatch):
    monkeypatch.setattr("demokrativillkor.engine.equivalence.MOST_STEPS", 10)
    monkeypatch.setattr("demokrativillkor.cli.bench.compare", compare)
    done = run("rules", "diff", "sou-2019-35", "sfs-2021-401")
    assert (done.code, done.out) == (INVALID, "")
    assert done.err.startswith("the rules cannot be compared: more combinations of ")


# rules sources


def test_sources_tells_every_source_with_its_digest_and_everything_unverified(run, rules):
    done = run("rules", "sources", "--lang", "en")
    assert done.code == OK
    for source in rules.sources.by_id.values():
        assert f"{source.file.id}  {source.file.dated or '–'}  {source.file.digest or 'not bundled'}\n" in done.out
    for ruleset in rules.rulesets.values():
        for item in ruleset.unverified:
            assert f"{ruleset.id}: {item.id}: {item.text.en}\n" in done.out
    assert f"{len(rules.sources.by_id)} sources; " in done.out
    assert "sfs-2024-487: ownTransition: The transitional provisions of the Act itself" in done.out


def test_sources_counts_every_quote_in_the_files_of_the_rule_sets(run, sound):
    written = "".join(path.read_text(encoding="utf-8") for path in (sound / "sou-2019-35").glob("*.yaml"))
    quotes = len(re.findall(r"\bquote: ", written))
    assert f"7 sources; {quotes} quotes, every one found under its heading\n" in run("rules", "sources", str(sound)).out


# rules timeline


def test_the_timeline_has_a_line_for_every_rule_set_by_its_first_day(run, rulebook):
    lines = run("rules", "timeline").out.splitlines()
    days = [line[:10] for line in lines]
    assert days == sorted(days)
    assert len(lines) == len(rulebook.rulesets)
    for ruleset in rulebook.rulesets.values():
        (line,) = [line for line in lines if f"  {ruleset.id}  " in line]
        assert line.startswith(f"{ruleset.applies_from.on} – {ruleset.applies_to or ''}")
        assert ("dagen har inte setts" in line) is not ruleset.applies_from.exact
        if ruleset.checked_until:
            assert f"kontrollerat till {ruleset.checked_until}" in line


def test_the_timeline_says_what_decides_under_a_transition(run):
    lines = {line.split("  ")[-2].strip(): line for line in run("rules", "timeline", "--lang", "en").out.splitlines()}
    assert "the day the grant was awarded (2025-01-01)" in lines["sfs-2021-401"]
    assert "the time the grant covers (2025-07-01)" in lines["sfs-1998-1636"]
    assert "the grant year (2026-01-01)" in lines["sfs-2000-7"]
    assert "a transition rule of its own (2026-01-01)" in lines["sfs-2025-753"]
    assert "the transition has not been seen (2025-07-17)" in lines["sfs-2022-257"]


@pytest.mark.parametrize(
    ("on", "there", "not_there"),
    [
        ("2024-12-31", {"sou-2019-35"}, {"sfs-2021-401", "sfs-2025-119"}),
        ("2025-01-01", {"sfs-2021-401", "sfs-2024-487"}, {"sfs-2025-119", "sfs-2024-1344"}),
        ("2025-04-01", {"sfs-2025-119"}, {"sfs-2025-669"}),
        ("2028-12-31", {"sfs-2025-119"}, set()),
        ("2029-01-01", {"sfs-2021-401"}, {"sfs-2025-119"}),
    ],
)
def test_the_timeline_of_a_day_has_what_applies_on_that_day(run, on, there, not_there):
    text = run("rules", "timeline", "--on", on).out
    for name in there:
        assert f"  {name}  " in text
    for name in not_there:
        assert f"  {name}  " not in text


@pytest.mark.parametrize("on", ["", "2025-13-01", "today"])
def test_the_timeline_of_what_is_no_day_is_refused(run, on):
    done = run("rules", "timeline", "--on", on)
    assert (done.code, done.out) == (USAGE, "")
    assert "is not a date; write YYYY-MM-DD" in one_line(done.err)


# rules export


@pytest.fixture(params=["sv", "en"])
def book(request, run):
    done = run("rules", "export", "--format", "md", "--lang", request.param)
    assert done.code == OK
    return request.param, done.out


def test_the_exported_book_has_an_anchor_for_every_rule_set_and_rule(book, rules):
    _, text = book
    anchors = re.findall(r'<a id="([^"]+)"></a>', text)
    assert len(set(anchors)) == len(anchors)
    expected = {each.id for each in rules.rulesets.values()}
    expected |= {rule.id.replace(":", "-") for each in rules.rulesets.values() for rule in each.rules}
    assert expected <= set(anchors)


def test_every_link_of_the_exported_book_leads_to_an_anchor_of_it(book):
    _, text = book
    anchors = set(re.findall(r'<a id="([^"]+)"></a>', text))
    links = re.findall(r"\]\(#([^)]+)\)", text)
    assert len(links) > 100
    assert {link for link in links if link not in anchors} == set()


def test_the_exported_book_quotes_every_rule_and_tells_what_is_unverified_and_left_to_a_person(book, rules):
    language, text = book
    for ruleset in rules.rulesets.values():
        assert ruleset.title.to(language) in text
        told = [rule.citation.quote for rule in ruleset.rules if rule.citation.quote]
        told += [clause.citation.quote for clause in ruleset.clauses if clause.citation.quote]
        told += [clause.summary.to(language) for clause in ruleset.clauses]
        told += [left.what.to(language) for left in ruleset.not_covered]
        told += [item.text.to(language) for item in ruleset.unverified]
        for words in told:
            assert words in text, f"{ruleset.id}: {words}"


def test_the_exported_book_is_the_same_every_time(run):
    assert run("rules", "export").out == run("rules", "export").out


def test_the_exported_book_of_another_folder_has_that_folders_rules_alone(run, sound):
    text = run("rules", "export", str(sound)).out
    assert set(re.findall(r'<a id="([^"]+)"></a>', text)) >= {"sou-2019-35", "sou-2019-35-1", "sou-2019-35-4"}
    assert "sfs-2021-401" not in text


def test_no_other_format_is_exported(run):
    done = run("rules", "export", "--format", "html")
    assert (done.code, done.out) == (USAGE, "")
    assert "the rulebook is exported as md" in one_line(done.err)
