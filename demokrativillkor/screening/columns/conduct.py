"""What the obstacles say of each finding, and of all findings of an application together."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from demokrativillkor.engine.columnar import ABSENT, Columnar, Layers, mask
from demokrativillkor.rule import ACTOR, ATTRIBUTED, OPINION_ONLY
from demokrativillkor.screening.columns.profiles import Obstacle, Profile, Profiles
from demokrativillkor.screening.columns.schema import Schema
from demokrativillkor.screening.columns.tallies import FactTally, RuleTally

ROW = "~row"
"""The column of the number of an application's row."""

MET, OPEN, UNCOVERED, COVERED, CONTRADICTED = (1 << number for number in range(5))
"""The bits of ``~conduct``: an obstacle on the finding is met; is only open; is not ruled out, and the finding not
covered by the exception's judgement; is met, and the finding covered; is met, although nothing but an opinion is
recorded."""

_RULES = ("rulesMet", "rulesOpen")
_FACTS = ("~decisiveMet", "~decisiveOpen", "~decisiveNot", "~missing")

MASKS = (*_RULES, *_FACTS, "~conduct")
"""What is said of a finding, and of an application where any of its findings has the bit: the rules met and open, the
decisive facts of the rules that are met, open and not met, the facts that are missing, and the bits above."""


def conduct(findings: pl.LazyFrame, rows: pl.LazyFrame, profiles: Profiles, schema: Schema) -> pl.LazyFrame:
    """Every finding of the applications in ``rows``, with :data:`MASKS`.

    Args:
        rows: ``applicationId``, :data:`ROW` and the number of the profile of each application that rules govern.
    """
    there = findings.collect_schema().names()
    needed = {"applicationId", "findingId", "otherLimbs", "covered", *schema.finding_facts}
    joined = findings.select([name for name in there if name in needed]).join(
        rows, on="applicationId", how="inner", maintain_order="left"
    )
    return _Conduct(profiles, schema, there).of(joined)


def together(conducts: pl.LazyFrame) -> pl.LazyFrame:
    """:data:`MASKS` and the number of findings, a row for each application that has some."""
    return conducts.group_by(ROW).agg(*(pl.col(name).bitwise_or() for name in MASKS), findings=pl.len())


class _Conduct:
    def __init__(self, profiles: Profiles, schema: Schema, there: Collection[str]) -> None:
        self._profiles = profiles
        self._there = there
        self._layers = Layers()
        self._codes = _Codes(self._layers, profiles, schema, there)
        self._facts = FactTally(self._layers, schema.finding_facts)
        self._rules = RuleTally()
        self._columnars: dict[frozenset[str], Columnar] = {}
        self._known = schema.facts

    def of(self, joined: pl.LazyFrame) -> pl.LazyFrame:
        reached = self._codes.reached()
        for obstacle, rules in self._profiles.conditions(_obstacles).items():
            self._add(obstacle, rules, self._layers.both(reached, self._codes.in_force(obstacle, rules)))
        if any(profile.all_obstacles for profile in self._profiles.each):
            self._facts.add("~decisiveNot", self._layers.opposite(reached), {ACTOR: self._layers.always})
        opinion = self._codes.recorded(OPINION_ONLY, "yes")
        masks = self._rules.masks(_RULES) | self._facts.masks(_FACTS)
        kept = [name for name in ("applicationId", "findingId") if name in self._there]
        covered = pl.col("covered").fill_null(value=False) if "covered" in self._there else pl.lit(value=False)
        judged = self._layers.of(joined).select(
            *kept, ROW, covered.alias("~covered"), pl.col(opinion).alias("~opinion"), **masks
        )
        return judged.with_columns(_bits().alias("~conduct")).drop("~covered", "~opinion")

    def _add(self, obstacle: Obstacle, rules: pl.Expr, counts: str) -> None:
        layers, columnar, condition = self._layers, self._columnar(obstacle), obstacle.condition
        bits, makes = columnar.bits(condition), columnar.decisive(condition)
        met, unknown = layers.both(counts, bits.met), layers.both(counts, columnar.open(condition))
        self._rules.add("rulesMet", met, rules)
        self._rules.add("rulesOpen", unknown, rules)
        self._facts.add("~decisiveMet", met, makes)
        self._facts.add("~decisiveOpen", unknown, makes)
        self._facts.add("~decisiveNot", layers.both(counts, layers.opposite(bits.possible)), makes)
        self._facts.add("~missing", counts, columnar.missing(condition))

    def _columnar(self, obstacle: Obstacle) -> Columnar:
        limbs = obstacle.limbs
        if limbs not in self._columnars:
            self._columnars[limbs] = Columnar(self._layers, self._known, lambda fact: self._codes.filled(fact, limbs))
        return self._columnars[limbs]


def _obstacles(profile: Profile) -> Mapping[Obstacle, int]:
    return profile.obstacles


def _bits() -> pl.Expr:
    met = pl.col("rulesMet") != 0
    unruled = met | (pl.col("rulesOpen") != 0)
    covered = pl.col("~covered")
    each = (met, unruled & ~met, unruled & ~covered, met & covered, met & pl.col("~opinion"))
    return mask(dict(enumerate(each)))


class _Codes:
    """The answers on findings as codes, with what the rules fill in: see :mod:`demokrativillkor.assess.filling`."""

    def __init__(self, layers: Layers, profiles: Profiles, schema: Schema, there: Collection[str]) -> None:
        self._layers = layers
        self._profiles = profiles
        self._schema = schema
        self._there = there

    def given(self, fact: str) -> str:
        """The codes of the answers that were given."""
        if fact not in self._there:
            return self._layers.column(("given", fact), pl.lit(ABSENT, pl.UInt8))
        code = pl.col(fact).cast(self._schema.findings[fact]).to_physical().cast(pl.UInt8)
        return self._layers.column(("given", fact), code.fill_null(ABSENT))

    def filled(self, fact: str, limbs: frozenset[str]) -> str:
        """The codes of the answers that the rules see."""
        if fact == ATTRIBUTED:
            return self._attributed()
        given = self.given(fact)
        if fact not in limbs or "otherLimbs" not in self._there:
            return given
        filled = pl.col("otherLimbs").is_not_null() & (pl.col(given) == ABSENT)
        answer = pl.when(filled).then(pl.lit(self._code(fact, "no"), pl.UInt8)).otherwise(pl.col(given))
        return self._layers.column(("filled", fact), answer, given)

    def recorded(self, fact: str, answer: str) -> str:
        """Where a person recorded that answer."""
        given = self.given(fact)
        if answer not in self._schema.answers.get(fact, ()):
            return self._layers.opposite(self._layers.always)
        return self._layers.column(("is", given, answer), pl.col(given) == self._code(fact, answer), given)

    def reached(self) -> str:
        """Where the rules have the limb that reaches the conduct."""
        actor = self._actor()
        by_actor = self._profiles.look_by(lambda profile: profile.reached, pl.col(actor), pl.Boolean())
        own = self._profiles.look(lambda profile: profile.own_reached, pl.Boolean())
        given, no = self.given(ATTRIBUTED), self.recorded(ATTRIBUTED, "no")
        open_to_role = (pl.col(given) == ABSENT) | pl.col(no)
        return self._layers.column("reached", pl.when(open_to_role).then(by_actor).otherwise(own), actor, given, no)

    def in_force(self, obstacle: Obstacle, rules: pl.Expr) -> str:
        """Where any rule with that condition is in force."""
        if all(obstacle in profile.obstacles for profile in self._profiles.each):
            return self._layers.always
        return self._layers.column(("in force", obstacle), rules != 0)

    def _attributed(self) -> str:
        given, actor = self.given(ATTRIBUTED), self._actor()
        by_role = self._profiles.look_by(lambda profile: profile.attributed, pl.col(actor), pl.UInt8())
        answer = pl.when(pl.col(given) == ABSENT).then(by_role).otherwise(pl.col(given))
        return self._layers.column("attributed", answer, given, actor)

    def _actor(self) -> str:
        """The position of the actor among the answers, after the last one where none was given."""
        given, nobody = self.given(ACTOR), len(self._schema.answers.get(ACTOR, ()))
        return self._layers.column("actor", pl.min_horizontal(pl.col(given).cast(pl.UInt32), nobody), given)

    def _code(self, fact: str, answer: str) -> int:
        return self._schema.answers[fact].index(answer)
