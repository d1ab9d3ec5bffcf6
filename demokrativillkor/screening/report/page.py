"""The report as one page of HTML that needs nothing else: readable, printable, light and dark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

from demokrativillkor.bilingual import Bilingual, Language
from demokrativillkor.decision import Outcome
from demokrativillkor.rendering import phrases
from demokrativillkor.screening.report import words
from demokrativillkor.screening.report.charts import bars
from demokrativillkor.screening.report.style import STYLE

_SHOWN = 15
"""Bars of a chart; the table below it has them all."""

_DRAWN = {"deciding": "rule", "missing": "what"}
"""Which column names the bars of a chart."""


class _Cell(NamedTuple):
    """What something is called, and the code of it that stands in the files."""

    label: str
    code: str = ""

    def html(self) -> str:
        code = f"<code>{escape(self.code)}</code>" if self.code else ""
        return " ".join(filter(None, (escape(self.label), code)))


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
        yield self._counted("deciding", words.DECIDING, ("ruleSet", "outcome", "rule"), "adverse")
        asked = [[what, what, count] for what, count in self._sums["missing"]]
        yield self._counted("missing", words.MISSING, ("what", "giver"), "open", asked)
        if self._report["comparedWith"]:
            yield self._counted("changes", words.CHANGES, ("ruleSet", "before", "after"), None)
            yield self._counted("changing", words.CHANGING, ("before", "after", "rule"), None)
        yield self._counted("rejected", words.REJECTED, ("table", "column", "code"), None)
        yield self._counted("spelled", words.SPELLED, ("table", "column"), None)
        yield self._notes()
        yield self._identity()

    def _summary(self) -> str:
        counted: Counter[str] = Counter()
        for _, outcome, _, count in self._sums["outcomes"]:
            counted[outcome] += count
        kinds = {Outcome.INELIGIBLE: "adverse", Outcome.UNDETERMINED: "open", Outcome.ELIGIBLE: "clear"}
        rows = [(self._to(phrases.OUTCOMES[outcome]), counted[outcome.value], kind) for outcome, kind in kinds.items()]
        lines = [
            (_Cell(self._to(phrases.OUTCOMES[outcome]), outcome.value), _number(counted[outcome])) for outcome in kinds
        ]
        table = self._table(words.SUMMARY, ("outcome", "count"), lines)
        orphans = sum(count for _, _, code, count in self._sums["rejected"] if code == "unknown_application")
        warning = f'<p class="warning">{escape(self._to(words.ORPHANS).format(count=orphans))}</p>' if orphans else ""
        return self._section("summary", words.SUMMARY, self._chart("summary", words.SUMMARY, rows) + table + warning)

    def _proof(self) -> str:
        rows = {(what, table): count for what, table, count in self._sums["rows"]}
        lines = []
        for table, used in (("applications", "results"), ("findings", "used")):
            read, kept, bad, aside = (rows.get((what, table), 0) for what in ("read", used, "rejected", "setAside"))
            lines.append((self._cell("table", table), *map(_number, (read, kept, bad, aside))))
        headings = ("table", "read", "results", "rejected", "setAside")
        return self._section("proof", words.PROOF, self._table(words.PROOF, headings, lines))

    def _by_ruleset(self) -> str:
        rows = sorted(self._sums["outcomes"], key=lambda row: (row[0], -row[3]))
        lines = [(*self._cells(("ruleSet", "outcome", "reason"), row), _number(row[3])) for row in rows]
        table = self._table(words.BY_RULE_SET, ("ruleSet", "outcome", "reason", "count"), lines)
        return self._section("by-rule-set", words.BY_RULE_SET, table)

    def _counted(
        self,
        name: str,
        title: Bilingual,
        headings: Sequence[str],
        kind: str | None,
        counted: Sequence[Sequence[Any]] | None = None,
    ) -> str:
        """A table of counts, the largest first, with a chart where there is a colour for it."""
        rows = sorted(self._sums[name] if counted is None else counted, key=lambda row: -row[-1])
        if not rows:
            return self._section(name, title, f"<p>{escape(self._to(words.NOTHING))}</p>")
        lines = [(*self._cells(headings, row), _number(row[-1])) for row in rows]
        table = self._table(title, (*headings, "count"), lines)
        drawn = headings.index(_DRAWN[name]) if kind else 0
        shown = [(line[drawn].label, row[-1], kind) for line, row in zip(lines[:_SHOWN], rows, strict=False) if kind]
        return self._section(name, title, (self._chart(name, title, shown) if shown else "") + table)

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
        lines = [(_Cell(self._to(title)), _Cell(value)) for title, value in told]
        lines += [(self._cell("ruleSet", each["id"]), _Cell(each["digest"])) for each in self._rulesets()]
        return self._section("identity", words.IDENTITY, self._table(words.IDENTITY, ("identity", "value"), lines))

    def _rulesets(self) -> list[Mapping[str, Any]]:
        other = self._report["comparedWith"]
        return [*self._report["ruleSets"], *([other] if other else [])]

    def _cells(self, headings: Sequence[str], row: Sequence[Any]) -> tuple[_Cell, ...]:
        return tuple(self._cell(heading, str(value)) for heading, value in zip(headings, row, strict=False))

    def _cell(self, heading: str, value: str) -> _Cell:
        """What a value is called, with the code that it has in the files."""
        match heading:
            case "outcome" | "before" | "after":
                other = words.OTHER_OUTCOMES.get(value)
                return _Cell(self._to(other or phrases.OUTCOMES[Outcome(value)]), value)
            case "table":
                return _Cell(self._to(words.TABLES[value]))
            case "column":
                return _Cell("", value) if value else _Cell(self._to(words.WHOLE_ROW))
            case "giver":
                return _Cell(self._labels[heading][value][self._language])
            case _:
                return _Cell(self._labels[heading][value][self._language], value)

    def _section(self, name: str, title: Bilingual, content: str) -> str:
        return (
            f'<section aria-labelledby="{name}"><h2 id="{name}">{escape(self._to(title))}</h2>\n{content}</section>\n'
        )

    def _chart(self, name: str, title: Bilingual, rows: Sequence[tuple[str, int, str]]) -> str:
        return bars(f"chart-{name}", self._to(words.CHART).format(title=self._to(title)), rows)

    def _table(self, title: Bilingual, headings: Sequence[str], rows: Iterable[Sequence[_Cell]]) -> str:
        head = "".join(f'<th scope="col">{escape(self._to(words.HEADINGS[each]))}</th>' for each in headings)
        lines = "".join(
            "<tr>"
            + f'<th scope="row">{row[0].html()}</th>'
            + "".join(f"<td>{cell.html()}</td>" for cell in row[1:])
            + "</tr>\n"
            for row in rows
        )
        return (
            f'<div class="wide" role="region" aria-label="{escape(self._to(title))}" tabindex="0"><table><caption>'
            f"{escape(self._to(title))}</caption><thead><tr>{head}</tr></thead>\n<tbody>{lines}</tbody></table></div>\n"
        )

    def _to(self, text: Bilingual) -> str:
        return text.to(self._language)


def _number(count: int) -> _Cell:
    return _Cell(str(count))
