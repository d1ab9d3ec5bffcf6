"""The report as one page of HTML that needs nothing else: readable, printable, light and dark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from demokrativillkor.bilingual import Bilingual, Language
from demokrativillkor.decision import Outcome
from demokrativillkor.rendering import phrases
from demokrativillkor.screening.report import words
from demokrativillkor.screening.report.charts import bars
from demokrativillkor.screening.report.style import STYLE
from demokrativillkor.screening.report.tables import Cell, tabled

_SHOWN = 15
"""Bars of a chart; the table below it has them all."""

_KINDS = {Outcome.INELIGIBLE: "adverse", Outcome.UNDETERMINED: "open", Outcome.ELIGIBLE: "clear"}
"""The colour of each outcome."""


def page(report: Mapping[str, Any], language: Language) -> str:
    """The page for that report."""
    return _Page(report, language).whole()


class _Page:
    def __init__(self, report: Mapping[str, Any], language: Language) -> None:
        self._report = report
        self._sums: Mapping[str, list[list[Any]]] = report["sums"]
        self._language: Language = language
        self._labels: Mapping[str, Mapping[str, Mapping[str, str]]] = {
            **report["labels"],
            "ruleSet": {each["id"]: each["title"] for each in self._rulesets()},
            "rule": {rule: title for each in self._rulesets() for rule, title in each["rules"].items()},
        }

    def whole(self) -> str:
        title = escape(self._to(words.TITLE))
        sections = "".join(filter(None, self._sections()))
        return (
            f'<!doctype html>\n<html lang="{self._language}">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
            f'<p class="notice">{escape(self._to(words.NOTICE))}</p>\n{sections}</main>\n</body>\n</html>\n'
        )

    def _sections(self) -> Iterable[str]:
        yield self._summary()
        yield self._proof()
        yield self._by_ruleset()
        yield self._deciding()
        yield self._missing()
        if self._report["comparedWith"]:
            yield self._changes()
            yield self._counted("changing", words.CHANGING, ("before", "after", "rule"))
        yield self._counted("rejected", words.REJECTED, ("table", "column", "code"))
        yield self._counted("spelled", words.SPELLED, ("table", "column"))
        yield self._notes()
        yield self._identity()

    def _summary(self) -> str:
        counted: Counter[str] = Counter()
        for _, outcome, _, count in self._sums["outcomes"]:
            counted[outcome] += count
        rows = [(self._cell("outcome", each.value), counted[each.value], kind) for each, kind in _KINDS.items()]
        chart = self._chart("summary", words.SUMMARY, [(cell.label, count, kind) for cell, count, kind in rows])
        lines = [(cell, self._number(count)) for cell, count, _ in rows]
        counts = self._table(words.SUMMARY, ("outcome", "count"), lines)
        orphans = sum(count for _, _, code, count in self._sums["rejected"] if code == "unknown_application")
        warning = f'<p class="warning">{escape(self._to(words.ORPHANS).format(count=orphans))}</p>' if orphans else ""
        return self._section("summary", words.SUMMARY, chart + counts + warning)

    def _proof(self) -> str:
        rows = {(what, table): count for what, table, count in self._sums["rows"]}
        lines = []
        for table, used in (("applications", "results"), ("findings", "used")):
            read, kept, bad, aside = (rows.get((what, table), 0) for what in ("read", used, "rejected", "setAside"))
            lines.append((self._cell("table", table), *map(self._number, (read, kept, bad, aside))))
        headings = ("table", "read", "results", "rejected", "setAside")
        return self._section("proof", words.PROOF, self._table(words.PROOF, headings, lines))

    def _by_ruleset(self) -> str:
        rows = sorted(self._sums["outcomes"], key=lambda row: (row[0], -row[3]))
        lines = [(*self._cells(("ruleSet", "outcome", "reason"), row), self._number(row[3])) for row in rows]
        counts = self._table(words.BY_RULE_SET, ("ruleSet", "outcome", "reason", "count"), lines)
        return self._section("by-rule-set", words.BY_RULE_SET, counts)

    def _deciding(self) -> str:
        """Of a rule that stands in several acts the chart has the sum; it is drawn of what is ineligible."""
        drawn: Counter[str] = Counter()
        for _, outcome, rule, count in self._sums["deciding"]:
            if outcome == Outcome.INELIGIBLE:
                drawn[self._cell("rule", rule).label] += count
        most = [(label, count, _KINDS[Outcome.INELIGIBLE]) for label, count in drawn.most_common(_SHOWN)]
        chart = self._chart("deciding", words.DECIDING_OBSTACLE, most)
        if chart:
            chart = f"<p>{escape(self._to(words.DECIDING_OBSTACLE))}</p>{chart}"
        return self._counted("deciding", words.DECIDING, ("ruleSet", "outcome", "rule"), chart)

    def _missing(self) -> str:
        rows = [(what, what, count) for what, count in self._sums["missing"]]
        most = sorted(rows, key=lambda row: -row[-1])[:_SHOWN]
        drawn = [(self._cell("what", what).label, count, _KINDS[Outcome.UNDETERMINED]) for what, _, count in most]
        chart = self._chart("missing", words.MISSING, drawn)
        return self._counted("missing", words.MISSING, ("what", "giver"), chart, rows)

    def _changes(self) -> str:
        rows = self._sums["changes"]
        changed = sum(count for _, before, after, count in rows if before != after)
        told = self._to(words.CHANGED).format(
            changed=self._number(changed).label,
            all=self._number(sum(row[-1] for row in rows)).label,
            rules=self._cell("ruleSet", self._report["comparedWith"]["id"]).label,
        )
        above = f"<p>{escape(told)}</p>"
        return self._counted("changes", words.CHANGES, ("ruleSet", "before", "after"), above)

    def _counted(
        self,
        name: str,
        title: Bilingual,
        headings: Sequence[str],
        above: str = "",
        counted: Sequence[Sequence[Any]] | None = None,
    ) -> str:
        """A table of counts, the largest first."""
        rows = sorted(self._sums[name] if counted is None else counted, key=lambda row: -row[-1])
        if not rows:
            return self._section(name, title, f"<p>{escape(self._to(words.NOTHING))}</p>")
        lines = [(*self._cells(headings, row), self._number(row[-1])) for row in rows]
        return self._section(name, title, above + self._table(title, (*headings, "count"), lines))

    def _notes(self) -> str:
        notes = self._report["notes"]
        items = "".join(f"<li>{escape(note[self._language])}</li>" for note in notes)
        return self._section("notes", words.NOTES, f"<ul>{items}</ul>") if notes else ""

    def _identity(self) -> str:
        run, software = self._report["run"], self._report["software"]
        other = {name: count for name, count in self._sums["other"] if count}
        facts = {**software, "run": run["id"], "root": run["root"], "startedAt": run["startedAt"], **other}
        told = [(title, str(facts.get(name, 0))) for name, title in words.FACTS.items() if name != "input"]
        told += [(words.FACTS["input"], f"{each['digest']} ({each['bytes']} B)") for each in self._report["input"]]
        lines = [(Cell(self._to(title)), Cell(value, kind="digest")) for title, value in told]
        lines += [(self._cell("ruleSet", each["id"]), Cell(each["digest"], kind="digest")) for each in self._rulesets()]
        return self._section("identity", words.IDENTITY, self._table(words.IDENTITY, ("identity", "value"), lines))

    def _rulesets(self) -> list[Mapping[str, Any]]:
        """The rule sets that decided, and the one that they were compared with where it is none of them."""
        decided, other = self._report["ruleSets"], self._report["comparedWith"]
        return [*decided, *([other] if other and other not in decided else [])]

    def _cells(self, headings: Sequence[str], row: Sequence[Any]) -> tuple[Cell, ...]:
        return tuple(self._cell(heading, str(value)) for heading, value in zip(headings, row, strict=False))

    def _cell(self, heading: str, value: str) -> Cell:
        """What a value is called, with the code that it has in the files."""
        match heading:
            case "outcome" | "before" | "after":
                other = words.OTHER_OUTCOMES.get(value)
                return Cell(self._to(other or phrases.OUTCOMES[Outcome(value)]).capitalize(), value)
            case "table":
                return Cell(self._to(words.TABLES[value]))
            case "column":
                return Cell("", value) if value else Cell(self._to(words.WHOLE_ROW))
            case "giver":
                return Cell(self._labels[heading][value][self._language])
            case _:
                return Cell(self._labels[heading][value][self._language], value)

    def _section(self, name: str, title: Bilingual, content: str) -> str:
        return (
            f'<section aria-labelledby="{name}"><h2 id="{name}">{escape(self._to(title))}</h2>\n{content}</section>\n'
        )

    def _chart(self, name: str, title: Bilingual, rows: Sequence[tuple[str, int, str]]) -> str:
        if not rows:
            return ""
        called = self._to(words.CHART).format(title=self._to(title))
        return bars(f"chart-{name}", called, rows, lambda count: self._number(count).label)

    def _table(self, title: Bilingual, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
        return tabled(self._to(title), [self._to(words.HEADINGS[each]) for each in headings], rows)

    def _number(self, count: int) -> Cell:
        """A count, its thousands apart as the language has them."""
        text = f"{count:,}"
        return Cell(text.replace(",", "\u00a0") if self._language == "sv" else text, kind="number")

    def _to(self, text: Bilingual) -> str:
        return text.to(self._language)
