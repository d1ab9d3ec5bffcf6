"""One obstacle as OpenFisca computes it: enumerations as inputs, two formulas, *met* and *possible*."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import Any

import polars as pl

from demokrativillkor.condition import AllOf, AnyOf, Condition, FactIn, Not
from demokrativillkor.engine.columnar import ABSENT, Columnar, Layers, answers_of
from demokrativillkor.rule import Fact

PERIOD = "2026-04"


class Computation:
    """The condition in OpenFisca, and in columns, over the same findings; both give the number met and possible.

    Raises:
        ImportError: OpenFisca is not installed.
    """

    def __init__(
        self, condition: Condition, facts: Mapping[str, Fact], names: list[str], findings: pl.DataFrame
    ) -> None:
        import numpy
        from openfisca_core import entities, indexed_enums, periods, simulations, taxbenefitsystems, variables

        self._numpy, self._simulations = numpy, simulations
        self._condition, self._facts, self._names = condition, facts, names
        self._findings = findings
        one = entities.Entity("finding", "findings", "", "")
        group = entities.GroupEntity("case", "cases", "", "", roles=[{"key": "member", "plural": "members"}])
        self._system = taxbenefitsystems.TaxBenefitSystem([one, group])
        kinds = {name: self._enumeration(indexed_enums, name) for name in names}
        for name, kind in kinds.items():
            default = list(kind)[-1]
            body = {"value_type": indexed_enums.Enum, "possible_values": kind, "default_value": default}
            body |= {"entity": one, "definition_period": periods.DateUnit.MONTH}
            self._system.add_variable(type(name, (variables.Variable,), body))
        for bit in ("met", "possible"):
            body = {"value_type": bool, "entity": one, "definition_period": periods.DateUnit.MONTH}
            body["formula"] = self._formula(bit == "met", kinds)
            self._system.add_variable(type(bit, (variables.Variable,), body))
        self._kinds, self._encode = kinds, indexed_enums.EnumArray
        text = {name: numpy.array(findings[name].fill_null("absent").to_list(), dtype=str) for name in names}
        self._text = text
        self._ready = {name: kinds[name].encode(column) for name, column in text.items()}
        codes = findings.with_columns(pl.col(name).cast(pl.Enum(answers_of(facts[name]))) for name in names)
        self._codes = codes.select(pl.col(name).to_physical().fill_null(ABSENT) for name in names)

    def theirs_from_codes(self) -> tuple[int, int]:
        """OpenFisca from arrays of enumerations that are ready."""
        return self._computed(self._ready)

    def theirs_from_text(self) -> tuple[int, int]:
        """OpenFisca from arrays of text."""
        return self._computed({name: self._kinds[name].encode(column) for name, column in self._text.items()})

    def ours_from_codes(self) -> tuple[int, int]:
        """Ours from columns of codes that are ready."""
        return self._bits(self._codes.lazy())

    def ours_from_text(self) -> tuple[int, int]:
        """Ours from columns of text."""
        casts = (pl.col(name).cast(pl.Enum(answers_of(self._facts[name]))) for name in self._names)
        return self._bits(self._findings.lazy().select(each.to_physical().fill_null(ABSENT) for each in casts))

    def _computed(self, inputs: Mapping[str, Any]) -> tuple[int, int]:
        simulation = self._simulations.SimulationBuilder().build_default_simulation(self._system, len(self._findings))
        for name, column in inputs.items():
            simulation.set_input(name, PERIOD, column)
        return int(simulation.calculate("met", PERIOD).sum()), int(simulation.calculate("possible", PERIOD).sum())

    def _bits(self, codes: pl.LazyFrame) -> tuple[int, int]:
        layers = Layers()
        columnar = Columnar(layers, self._facts, lambda name: layers.column(name, pl.col(name)))
        met, possible = columnar.bits(self._condition)
        row = (
            layers.of(codes).select(pl.col(met).sum().alias("met"), pl.col(possible).sum().alias("possible")).collect()
        )
        return row.row(0)

    def _enumeration(self, indexed_enums: Any, name: str) -> Any:
        members = {token: token for token in (*answers_of(self._facts[name]), "absent")}
        return indexed_enums.Enum(name, members)

    def _formula(self, met: bool, kinds: Mapping[str, Any]) -> Callable[..., Any]:
        numpy, facts = self._numpy, self._facts

        def evaluated(node: Condition, met: bool, values: Mapping[str, Any]) -> Any:
            match node:
                case FactIn(name, listed):
                    members = list(kinds[name])
                    chosen = [m for m in members if m.name in listed]
                    if not met:
                        chosen += [m for m in members if m.name not in facts[name].tokens]
                    return numpy.any([values[name] == each for each in chosen], axis=0)
                case Not(part):
                    return ~evaluated(part, not met, values)
                case AllOf(parts):
                    return numpy.logical_and.reduce([evaluated(part, met, values) for part in parts])
                case AnyOf(parts):
                    return numpy.logical_or.reduce([evaluated(part, met, values) for part in parts])
            raise ValueError("the condition uses a definition")

        def formula(finding: Any, period: Any) -> Any:
            return evaluated(self._condition, met, {name: finding(name, period) for name in self._names})

        return formula


def installed() -> bool:
    """Whether OpenFisca can be imported."""
    if find_spec("openfisca_core"):
        return True
    print("OpenFisca is not installed and is left out: pip install openfisca-core", file=sys.stderr)
    return False
