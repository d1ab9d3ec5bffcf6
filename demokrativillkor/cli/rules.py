"""``demokrativillkor rules``: look at the rules, check them, run their cases."""

from pathlib import Path
from typing import Annotated

import typer

from demokrativillkor.cli import bench
from demokrativillkor.cli.exits import Exit, report, say
from demokrativillkor.cli.options import LanguageOption, RulesFolderArgument, Tongue, folder, rulebook, ruleset_of
from demokrativillkor.counting import counted
from demokrativillkor.engine import Durable, Engine, Reference
from demokrativillkor.errors import ConfigurationError, Problem, RulesInvalid
from demokrativillkor.lint.cases import cases_of, failing_cases
from demokrativillkor.lint.checks import findings
from demokrativillkor.lint.mutation import scores
from demokrativillkor.rendering import phrases
from demokrativillkor.rendering.rules import describe_rule, describe_ruleset
from demokrativillkor.rulefiles.folder import RulesFolder
from demokrativillkor.rulefiles.schemas import write_schemas
from demokrativillkor.verdict import Verdict

app = typer.Typer(help="Look at the rules, check them, run their cases.", no_args_is_help=True, rich_markup_mode=None)


app.command("new")(bench.new_rules)
app.command("coverage")(bench.show_coverage)
app.command("diff")(bench.show_difference)
app.command("sources")(bench.show_sources)
app.command("timeline")(bench.show_timeline)
app.command("export")(bench.export_rules)


@app.command("list")
def list_rules(lang: LanguageOption = Tongue.SV) -> None:
    """List the rule sets and their rules."""
    for ruleset in rulebook().rulesets.values():
        status = phrases.STATUSES[ruleset.status].to(lang.value)
        print(f"{ruleset.id}  {status}  {ruleset.applies_from.on}  {ruleset.title.to(lang.value)}")
        for rule in ruleset.rules:
            print(f"  {rule.id}  {phrases.EFFECTS[rule.effect].to(lang.value)}  {rule.title.to(lang.value)}")


@app.command("show")
def show_rule(
    id: Annotated[str, typer.Argument(help="A rule set (sou-2019-35) or a rule (sou-2019-35:2).")],
    lang: LanguageOption = Tongue.SV,
) -> None:
    """Show a rule set or a rule: the words of the law, the condition, what a person must judge, the cases."""
    files = folder()
    ruleset = ruleset_of(files.rulebook(), id.partition(":")[0], "ID")
    if ":" not in id:
        print(describe_ruleset(ruleset, lang.value), end="")
        return
    try:
        rule = ruleset.rule(id)
    except KeyError:
        there_are = ", ".join(each.id for each in ruleset.rules)
        raise typer.BadParameter(f"there is no such rule; there are: {there_are}", param_hint="ID") from None
    print(describe_rule(rule, ruleset, lang.value), end="")
    for each in files.sets[ruleset.id].rules:
        if each.described.id == id:
            for case in each.cases:
                expected = phrases.VERDICTS[Verdict.from_token(case.expect)].to(lang.value)
                print(f"- {expected}: {case.name.resolved().to(lang.value)}")


@app.command("check")
def check_rules(path: RulesFolderArgument = None) -> None:
    """Check every rule file: shape, references, quotes, redundancy, the limits of the engine."""
    files = folder(path)
    problems = [*files.problems, *findings(files)]
    report(problems, "sv")
    if problems:
        say(counted(len(problems), "finding"))
        raise typer.Exit(Exit.RULES_INVALID)
    rules = sum(len(ruleset.rules) for ruleset in files.rulesets.values())
    held = [(len(files.rulesets), "rule set"), (rules, "rule"), (len(files.sources.by_id), "source")]
    print(f"{', '.join(counted(*each) for each in held)}: no finding")


@app.command("test")
def test_rules(path: RulesFolderArgument = None) -> None:
    """Run the cases on every engine, and report how many changed conditions they notice (must be all)."""
    files = folder(path)
    if files.problems:
        raise RulesInvalid(files.problems)
    engines = _engines()
    seen: set[str] = set()
    problems = [problem for ruleset_id in files.rulesets for problem in _test(files, ruleset_id, engines, seen)]
    report(problems, "sv")
    if problems:
        raise typer.Exit(Exit.RULES_INVALID)


@app.command("schema")
def write_rule_schemas(
    path: Annotated[Path, typer.Argument(help="The folder of rule files to write schema/ into.")],
) -> None:
    """Write the JSON Schema of every kind of rule file."""
    for written in write_schemas(path / "schema"):
        print(written)


def _engines() -> list[Engine]:
    engines: list[Engine] = [Reference()]
    try:
        engines.append(Durable())
    except ConfigurationError as error:
        say(str(error))
    return engines


def _test(files: RulesFolder, ruleset_id: str, engines: list[Engine], seen: set[str]) -> list[Problem]:
    ruleset = files.rulesets[ruleset_id]
    cases = list(cases_of(ruleset, files.sets[ruleset_id]))
    problems = list(failing_cases(cases, ruleset, engines))
    names = ", ".join(engine.name for engine in engines)
    outcome = "see the findings" if problems else "all as expected"
    print(f"{ruleset_id}: {counted(len(cases), 'case')} on {names}: {outcome}")
    for score in scores(ruleset, files.sets[ruleset_id], cases, seen):
        print(f"  {score.name}: mutation score {score.percent} % ({score.noticed} of {score.mutants} changes noticed)")
        problems.extend(score.survivors)
    return problems
