"""What differs between two rule sets: the drift from the proposal to the acts in force, and nothing else."""

from dataclasses import replace
from itertools import product
from math import prod
from random import Random

import pytest

from demokrativillkor.citation import Citation
from demokrativillkor.comparing import EXAMPLES, compare
from demokrativillkor.condition import AllOf, AnyOf, leaves_of
from demokrativillkor.engine import equivalence
from demokrativillkor.engine.equivalence import TooManyCombinations
from demokrativillkor.engine.reference import judge
from demokrativillkor.rendering.comparison import describe_comparison
from demokrativillkor.rule import Basis, Definition, Effect
from demokrativillkor.ruleset import Attribution, Limb
from demokrativillkor.verdict import Verdict
from tests.support.builders import CITATION, TEXT, fact, is_yes, rule, ruleset
from tests.support.random_rules import FACTS, random_condition

WITHIN = ("official_channel", "event", "duty")
NAMED = (
    "organisation",
    "congregation",
    "member_association",
    "member_association_representative",
    "partner_organisation",
    "partner_representative",
    "partner_organisation_abroad",
    "partner_representative_abroad",
)
"""The applicant itself and the bodies that acts name: nobody's context is asked for but a representative's."""


@pytest.fixture(scope="module")
def drift(rulebook):
    """Each comparison of the drift, made once."""
    made = {}

    def between(one, other):
        if (one, other) not in made:
            made[one, other] = compare(rulebook.ruleset(one), rulebook.ruleset(other))
        return made[one, other]

    return between


def by_key(comparison):
    found = {}
    for difference in comparison.differences:
        present = difference.pair.one or difference.pair.other
        found[present.ground or "exception"] = difference
    return found


# The proposal and the model act


def test_from_the_proposal_to_the_model_act_exactly_these_things_differ(drift):
    comparison = drift("sou-2019-35", "sfs-2021-401")
    assert comparison.limbs == ((), ("partner", "partner_abroad"))
    assert comparison.attribution == {}
    assert set(comparison.frames) == {"withinActivities", "attributable"}
    assert list(by_key(comparison)) == ["ground_1", "ground_2", "ground_3", "ground_4", "exception"]


def test_the_words_that_changed_from_the_proposal_are_those_of_the_drift_and_the_fourth_ground_kept_its_own(drift):
    changed = {
        key: (difference.pair.one.citation.quote, difference.pair.other.citation.quote)
        for key, difference in by_key(drift("sou-2019-35", "sfs-2021-401")).items()
        if difference.wording
    }
    assert set(changed) == {"ground_1", "ground_2", "ground_3"}

    def lost_and_new(key):
        one, other = (words.replace(",", "").split() for words in changed[key])
        return {*one} - {*other}, {*other} - {*one}

    assert lost_and_new("ground_1") == ({"otillbörligt", "den", "enskildes"}, {"mot", "en", "person", "persons"})
    assert lost_and_new("ground_2") == (set(), {"personer", "grupper", "av"})
    assert lost_and_new("ground_3") == ({"rättfärdigar"}, {"försvarar"})


def test_the_exception_stands_only_in_the_act_in_force(drift):
    difference = by_key(drift("sou-2019-35", "sfs-2021-401"))["exception"]
    assert difference.pair.one is None
    assert difference.pair.other.id == "sfs-2021-401:exception-with-partner"


def test_the_frame_of_the_proposal_put_the_scope_on_everybody_and_that_of_the_act_on_the_representative(drift):
    comparison = drift("sou-2019-35", "sfs-2021-401")
    for first, second in comparison.frames.values():
        assert first.endswith("företrädare, inom ramen för verksamheten,")
        assert second.endswith("företrädare som agerar inom ramen för verksamheten")


def answers_of(ruleset, names):
    return product(*((None, *ruleset.facts_by_id[name].tokens) for name in names))


def test_the_verdicts_on_the_fourth_ground_differ_by_the_scope_alone(rulebook, drift):
    """Every answer to every fact: only where an actor that the act names acted out of scope, or that is not known."""
    one, other = rulebook.ruleset("sou-2019-35"), rulebook.ruleset("sfs-2021-401")
    names = ("established", "attributed", "context", "actor", "againstFormOfGovernment")
    differing = set()
    for answers in answers_of(other, names):
        facts = {name: answer for name, answer in zip(names, answers, strict=True) if answer is not None}
        first, second = (
            judge(each.rule(f"{each.id}:4").condition, each.conditions, facts).verdict for each in (one, other)
        )
        if first is not second:
            differing.add((facts.get("actor"), facts.get("context")))
    assert {actor for actor, _ in differing} == {*NAMED, None}
    assert {context for _, context in differing}.isdisjoint(WITHIN)
    assert len(differing) > 9
    assert by_key(drift("sou-2019-35", "sfs-2021-401"))["ground_4"].differing > 0


@pytest.mark.parametrize("ground", ["ground_2", "ground_3", "ground_4"])
def test_outside_the_first_ground_no_example_differs_within_the_scope(drift, ground):
    difference = by_key(drift("sou-2019-35", "sfs-2021-401"))[ground]
    assert len(difference.examples) == EXAMPLES
    for region in difference.examples:
        assert region.answers["context"] not in WITHIN
        assert region.answers["actor"] in (*NAMED, None)


def test_on_the_first_ground_within_the_scope_impropriety_and_the_person_alone_make_the_difference(rulebook):
    one, other = rulebook.ruleset("sou-2019-35"), rulebook.ruleset("sfs-2021-401")
    names = ("violence", "coercion", "threat", "againstPerson", "rightsViolation", "improper")
    seen = set()
    for answers in product(("yes", "no"), repeat=len(names)):
        facts = dict(zip(names, answers, strict=True))
        shown = {"established": "shown", "attributed": "yes", "actor": "board_member", "context": "event", **facts}
        first, second = (
            judge(each.rule(f"{each.id}:1").condition, each.conditions, shown).verdict for each in (one, other)
        )
        rights, force = facts["rightsViolation"] == "yes", "yes" in [facts[name] for name in names[:3]]
        expected_first = force or (rights and facts["improper"] == "yes")
        expected_second = rights or (force and facts["againstPerson"] == "yes")
        assert (first is Verdict.MET, second is Verdict.MET) == (expected_first, expected_second)
        if first is not second:
            seen.add((first, second))
    assert seen == {(Verdict.NOT_MET, Verdict.MET), (Verdict.MET, Verdict.NOT_MET)}


# The model act and the act on faith communities


def test_from_the_model_act_to_the_act_on_faith_communities_no_ground_differs(drift):
    comparison = drift("sfs-2021-401", "sfs-2024-487")
    assert list(by_key(comparison)) == ["exception"]
    assert comparison.limbs == (("partner", "partner_abroad"), ("congregation",))
    assert comparison.attribution == {}


def test_the_scope_of_a_faith_community_is_that_of_its_congregations_too(drift):
    frames = set(drift("sfs-2021-401", "sfs-2024-487").frames.values())
    ((first, second),) = frames
    assert first.endswith("som agerar inom ramen för verksamheten")
    assert second.endswith("som agerar inom ramen för trossamfundets eller en församlings verksamhet")


def test_the_exception_of_a_faith_community_does_not_ask_whether_a_cooperation_has_ended(drift):
    difference = by_key(drift("sfs-2021-401", "sfs-2024-487"))["exception"]
    lost = set(difference.pair.one.factors) - set(difference.pair.other.factors)
    assert difference.wording
    assert (lost, set(difference.pair.other.factors) - set(difference.pair.one.factors)) == (
        {"cooperationEnded"},
        set(),
    )


def test_the_proposal_differs_from_the_act_on_faith_communities_as_from_the_model_act_but_for_limbs_and_frames(drift):
    model, faith = drift("sou-2019-35", "sfs-2021-401"), drift("sou-2019-35", "sfs-2024-487")
    assert faith.limbs == ((), ("congregation",))
    grounds = ("ground_1", "ground_2", "ground_3", "ground_4")
    counts = [
        [
            (by_key(each)[ground].wording, by_key(each)[ground].differing, by_key(each)[ground].combinations)
            for ground in grounds
        ]
        for each in (model, faith)
    ]
    assert counts[0] == counts[1]


# The same words


@pytest.mark.parametrize("other", ["sfs-2018-596", "sfs-2000-7", "sfs-2016-1367", "sfs-2005-765"])
def test_no_two_acts_in_force_differ_in_a_ground(drift, other):
    comparison = drift("sfs-2021-401", other)
    assert [key for key in by_key(comparison) if key != "exception"] == []
    assert comparison.attribution == {}


@pytest.mark.parametrize("name", ["sou-2019-35", "sfs-2021-401", "sfs-2024-487", "sfs-2016-1367"])
def test_a_set_compared_with_itself_has_no_difference(rulebook, name):
    one = rulebook.ruleset(name)
    comparison = compare(one, one, tuple(Effect))
    assert (comparison.limbs, comparison.frames, comparison.attribution, comparison.differences) == (
        ((), ()),
        {},
        {},
        (),
    )
    text = describe_comparison(comparison, "en")
    assert text.endswith("Nothing differs in the grounds, the exception, the limbs or the attribution.\n")


def test_a_comparison_the_other_way_round_is_the_same_with_the_sides_changed(rulebook, drift):
    there = drift("sou-2019-35", "sfs-2021-401")
    back = compare(rulebook.ruleset("sfs-2021-401"), rulebook.ruleset("sou-2019-35"))
    assert back.limbs == there.limbs[::-1]
    assert back.frames == {name: quotes[::-1] for name, quotes in there.frames.items()}
    for key, difference in by_key(back).items():
        other = by_key(there)[key]
        assert (difference.wording, difference.differing, difference.combinations) == (
            other.wording,
            other.differing,
            other.combinations,
        )


# The counts


def counted(one, other):
    """How many combinations there are and on how many the verdicts differ, by going through every one."""
    leaves = [
        *leaves_of(one.rules[0].condition, one.conditions),
        *leaves_of(other.rules[0].condition, other.conditions),
    ]
    facts = {**one.facts_by_id, **other.facts_by_id}
    options = {}
    for name in dict.fromkeys(leaf.fact for leaf in leaves):
        kinds = {}
        for token in facts[name].tokens:
            kinds.setdefault(tuple(token in leaf.values for leaf in leaves if leaf.fact == name), token)
        options[name] = [None, *kinds.values()]
    differing = 0
    for answers in product(*options.values()):
        values = {name: answer for name, answer in zip(options, answers, strict=True) if answer is not None}
        first, second = (judge(each.rules[0].condition, each.conditions, values).verdict for each in (one, other))
        differing += first is not second
    return prod(map(len, options.values())), differing


def random_set(seed):
    random = Random(seed)
    definitions = (Definition(name="one", title=TEXT, basis=Basis.TEXT, condition=random_condition(random, 1, ())),)
    return ruleset([rule("1", random_condition(random, 2, ("one",)))], FACTS.values(), definitions)


@pytest.mark.parametrize("seed", range(25))
def test_the_counts_are_those_of_going_through_every_combination(seed):
    one, other = random_set(2 * seed), random_set(2 * seed + 1)
    combinations, differing = counted(one, other)
    found = compare(one, other).differences
    if differing:
        assert [(each.combinations, each.differing) for each in found] == [(combinations, differing)]
        assert sum(region.combinations for region in found[0].examples) <= differing
        assert all(region.one is not region.other for region in found[0].examples)
    else:
        assert found == ()


def test_two_conditions_that_say_the_same_in_other_forms_do_not_differ():
    a, b = is_yes("a"), is_yes("b")
    facts = [fact("a"), fact("b")]
    one, other = ruleset([rule("1", AllOf((a, b)))], facts), ruleset([rule("1", AllOf((b, AnyOf((a, a)))))], facts)
    assert compare(one, other).differences == ()


def test_more_combinations_than_can_be_gone_through_are_refused_and_not_guessed(monkeypatch, rulebook):
    monkeypatch.setattr(equivalence, "MOST_STEPS", 10)
    with pytest.raises(TooManyCombinations, match="more combinations of [0-9]+ facts than can be gone through"):
        compare(rulebook.ruleset("sou-2019-35"), rulebook.ruleset("sfs-2021-401"))


# What else can differ


def exception(factors, quote="om det finns särskilda skäl"):
    cited = Citation(source="source", provision="2 §", cite=CITATION.cite, quote=quote)
    return replace(rule("exception", None, Effect.EXCEPTION, factors=factors), citation=cited)


def test_an_exception_with_other_factors_is_a_difference_although_its_first_words_are_the_same():
    one, other = ruleset([exception(("distanced",))]), ruleset([exception(("distanced", "longAgo"))])
    assert [difference.pair.other.factors for difference in compare(one, other).differences] == [
        ("distanced", "longAgo")
    ]


def test_a_default_that_changed_for_a_role_is_told():
    def actor_set(attributed, not_attributed):
        actor = fact("actor", ("organisation", "volunteer"))
        values = tuple(replace(value, limb="own") for value in actor.values)
        given = Attribution(basis=Basis.TEXT, explanation=TEXT, attributed=attributed, not_attributed=not_attributed)
        return ruleset([rule("1", is_yes("a"))], [replace(actor, values=values), fact("a")], attribution=given)

    comparison = compare(actor_set(("organisation", "volunteer"), ()), actor_set(("organisation",), ("volunteer",)))
    assert comparison.attribution == {"volunteer": ("yes", "no")}
    assert "does not count" in describe_comparison(comparison, "en")


def test_a_rule_that_only_one_set_has_is_told_from_either_side():
    facts = [fact("a"), fact("b")]
    both = ruleset([rule("1", is_yes("a")), rule("2", is_yes("b"))], facts)
    one = ruleset([rule("1", is_yes("a"))], facts)
    (gone,) = compare(both, one).differences
    (new,) = compare(one, both).differences
    assert (gone.pair.one.id, gone.pair.other) == ("set:2", None)
    assert (new.pair.one, new.pair.other.id) == (None, "set:2")


def test_a_limb_that_one_set_confines_to_some_forms_of_grant_is_told():
    def with_limb(*forms):
        limbs = (Limb(id="own"), Limb(id="partner", grant_forms=forms))
        return ruleset(
            [rule("1", is_yes("a"))], [fact("a")], limbs=limbs, grant_forms={"project_grant": TEXT, "other": TEXT}
        )

    text = describe_comparison(compare(with_limb(), with_limb("project_grant")), "en")
    assert "partner" in text
    assert "Nothing differs" not in text


@pytest.mark.parametrize(
    ("other", "only"),
    [("sfs-2011-65", "projektbidrag"), ("sfs-2022-257", "verksamhetsbidrag"), ("sfs-2023-168", "verksamhetsbidrag")],
)
def test_the_diff_tells_that_the_other_act_reaches_partners_in_one_form_only(drift, rulebook, other, only):
    """2021:401 has the partner limb for every form of grant, the others for one."""
    (form,) = [form for form, label in rulebook.ruleset(other).grant_forms.items() if label.sv == only]
    text = describe_comparison(drift("sfs-2021-401", other), "sv")
    assert only in text or form in text
