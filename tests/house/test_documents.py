"""What the documents say is so."""

import json
import re
import shlex
import tomllib
from pathlib import Path

import pytest

from demokrativillkor import __version__
from demokrativillkor.assess import assess
from demokrativillkor.cli.exits import Exit
from demokrativillkor.decision import OutcomeReason, WarningCode
from demokrativillkor.intake import read_application
from demokrativillkor.rendering import render
from demokrativillkor.rule import SetAside
from demokrativillkor.rulefiles.yamlfile import read_yaml

ROOT = Path(__file__).parent.parent.parent
README, LASMIG = ROOT / "README.md", ROOT / "README.sv.md"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "rules" / "README.md"])


def text(path):
    return path.read_text(encoding="utf-8")


def blocks(path, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", text(path), re.MULTILINE | re.DOTALL)


def test_both_readmes_have_the_same_commands_figures_and_sections():
    assert blocks(README, "sh") == blocks(LASMIG, "sh")
    assert blocks(README, "json") == blocks(LASMIG, "json")
    assert len(re.findall("^## ", text(README), re.MULTILINE)) == len(re.findall("^## ", text(LASMIG), re.MULTILINE))
    figure = r"[0-9]+[.,][0-9]+ ×"
    english = [found.replace(",", ".") for found in re.findall(figure, text(README))]
    assert english == [found.replace(",", ".") for found in re.findall(figure, text(LASMIG))]


def test_the_two_commands_each_make_their_own_environment_and_end_in_the_service_and_the_tests():
    main, tests = blocks(README, "sh")[:2]
    assert main.startswith("python3 -m venv .venv && ")
    assert main.rstrip().endswith(".venv/bin/demokrativillkor serve --fixtures")
    assert tests.startswith("python3 -m venv .venv-test && ")
    assert tests.rstrip().endswith(".venv-test/bin/python -m pytest")


def test_ci_runs_both_commands_as_readme_gives_them():
    script = text(ROOT / ".ci" / "run")
    assert "readme_command 1" in script
    assert "readme_command 2" in script


def test_the_worked_example_is_decided_as_readme_says(rulebook, proposal):
    (example,) = blocks(README, "json")
    application = read_application(example.encode(), rulebook.vocabulary).application
    decision = assess(application, proposal)
    for path, language in ((README, "en"), (LASMIG, "sv")):
        (told,) = blocks(path, "text")
        whole = " ".join(render(decision, application, language).split())
        for part in told.split("…"):
            assert " ".join(part.split()) in whole


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_inside_the_repository_leads_somewhere(path):
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text(path)):
        if "://" not in target and not target.startswith("mailto:"):
            assert (path.parent / target).exists(), target


def test_every_command_in_the_documents_is_one_there_is():
    from demokrativillkor.cli.main import app
    from demokrativillkor.cli.rules import app as rules_app

    names = {command.name for command in app.registered_commands} | {"rules", "audit", "keys"}
    rules_names = {command.name for command in rules_app.registered_commands}
    for path in DOCUMENTS:
        for line in "\n".join(blocks(path, "sh")).splitlines():
            words = [word for word in shlex.split(line, comments=True) if "=" not in word]  # an address is no command
            if "demokrativillkor" in (word.rsplit("/", 1)[-1] for word in words):
                index = next(i for i, word in enumerate(words) if word.rsplit("/", 1)[-1] == "demokrativillkor")
                rest = words[index + 1 :]
                assert rest[0] in names | {"--version"}, line
                if rest[0] == "rules":
                    assert rest[1] in rules_names, line


def test_both_guides_to_operations_have_the_same_commands_parts_and_names():
    english, swedish = (ROOT / "docs" / f"operations.{language}.md" for language in ("en", "sv"))
    assert blocks(english, "sh") == blocks(swedish, "sh")
    for part in ("^## ", "^[|] `"):
        assert len(re.findall(part, text(english), re.MULTILINE)) == len(re.findall(part, text(swedish), re.MULTILINE))
    assert set(re.findall("`[^`\n]+`", text(english))) == set(re.findall("`[^`\n]+`", text(swedish)))


def test_the_changelog_begins_with_this_version():
    versions = re.findall(r"^## \[([^]]+)\]", text(ROOT / "CHANGELOG.md"), re.MULTILINE)
    assert versions[0] in (__version__, "Unreleased")
    assert __version__ in versions


def test_every_exit_code_and_every_code_of_a_decision_is_documented():
    codes = text(ROOT / "docs" / "codes.md")
    for code in Exit:
        assert re.search(rf"^\| {int(code)} \|", codes, re.MULTILINE), code
    for each in (*OutcomeReason, *SetAside, *WarningCode):
        assert f"`{each}`" in codes


def test_every_problem_code_is_documented():
    codes = text(ROOT / "docs" / "codes.md")
    source = "\n".join(text(path) for part in ("intake", "assess", "cli", "rulebook.py") for path in _files(part))
    used = set(re.findall(r'code="([a-z_]+)"', source)) | set(re.findall(r'_refuse\("([a-z_]+)"', source))
    used |= set(re.findall(r'NotAnOrganisationNumber\("([a-z_]+)"', source))
    assert len(used) > 20
    assert {code for code in used if f"`{code}`" not in codes} == set()


def _files(part):
    path = ROOT / "demokrativillkor" / part
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def test_every_problem_type_of_the_service_is_documented():
    from api.problemtypes import TYPES

    codes = text(ROOT / "docs" / "codes.md")
    listed = re.findall(r"^\| `/problem/([a-z-]+)` \| ([0-9]+|any other)", codes, re.MULTILINE)
    assert dict(listed) == {slug: str(kind.status or "any other") for slug, kind in TYPES.items()}


def test_publiccode_has_every_mandatory_key_and_this_version():
    described = read_yaml(ROOT / "publiccode.yml", "publiccode.yml")
    assert described.problems == []
    value = described.value
    for key in (
        "publiccodeYmlVersion",
        "name",
        "url",
        "platforms",
        "developmentStatus",
        "softwareType",
        "legal",
        "maintenance",
        "localisation",
        "description",
    ):
        assert key in value
    assert value["publiccodeYmlVersion"] == "0"
    assert value["softwareVersion"] == __version__
    assert value["legal"]["license"] == "EUPL-1.2"
    assert value["localisation"]["availableLanguages"] == ["sv", "en"]
    for language in ("sv", "en"):
        told = value["description"][language]
        assert len(told["shortDescription"]) <= 150
        assert 150 <= len(told["longDescription"]) <= 10_000
        assert told["features"]


def test_the_licence_is_the_same_everywhere():
    assert text(ROOT / "LICENSE").startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert tomllib.loads(text(ROOT / "pyproject.toml"))["project"]["license"] == "EUPL-1.2"


def test_the_glossary_names_every_word_of_the_house():
    glossary = text(ROOT / "docs" / "glossary.md")
    for word in (
        "Application",
        "Finding",
        "Evidence",
        "Fact",
        "Rule",
        "RuleSet",
        "Rulebook",
        "Effect",
        "Verdict",
        "RuleEvaluation",
        "Outcome",
        "Decision",
    ):
        assert f"| `{word}` |" in glossary


def test_every_decision_record_is_listed():
    records = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("0*.md"))
    listed = re.findall(r"\((0[^)]+\.md)\)", text(ROOT / "docs" / "decisions" / "README.md"))
    assert listed == records


def test_json_examples_are_json():
    for path in DOCUMENTS:
        for example in blocks(path, "json"):
            json.loads(example)
