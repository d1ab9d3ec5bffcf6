"""durable-rules inside its envelope: right, recoverable, and never trusted."""

import sys
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from demokrativillkor.engine import Durable, Reference, Verified, durable
from demokrativillkor.engine.compile import Program, finding_program
from demokrativillkor.engine.durable_form import DoesNotFit
from demokrativillkor.errors import ConfigurationError, EngineError
from demokrativillkor.verdict import Verdict
from tests.support.builders import fact, is_yes
from tests.support.engines import needs_durable
from tests.support.random_rules import fitting_program, random_codes

pytestmark = needs_durable

MATCHES = '{"id":"f","sid":"0","a":true}'
MATCHES_NOT = '{"id":"f","sid":"0","b":true}'
RETRACTION = '{"id":"f","sid":"0"}'


def small_program(name):
    return Program(name, {"rule": is_yes("a")}, {}, {"a": fact("a")})


def test_the_c_functions_still_answer_in_the_shape_we_read():
    engine = durable.load()
    handle = engine.create_ruleset("shape", '{"fires": {"all": [{"m": {"a": true}}]}}')
    assert isinstance(handle, int)
    handled, state = engine.assert_fact(handle, MATCHES)
    assert (handled, type(state)) == (0, int)
    session, action = engine.start_action_for_state(handle, state)
    assert isinstance(session, str)
    assert action.startswith('{"fires":')
    assert engine.complete_and_start_action(handle, state) is None
    assert engine.start_action_for_state(handle, state) is None
    assert engine.assert_fact(handle, MATCHES)[0] == 2
    assert engine.retract_fact(handle, RETRACTION)[0] == 0
    assert engine.assert_fact(handle, MATCHES_NOT)[0] == 1


def test_the_library_is_the_version_whose_defects_are_known():
    assert durable.version() == "2.0.28"


def test_eight_threads_on_one_program_get_every_verdict_right(proposal):
    program, random = finding_program(proposal), Random(8)
    asked = [random_codes(random, program) for _ in range(2000)]
    expected = [program.explain(codes).verdicts for codes in asked]
    registered = durable.register(program)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: [registered.ask(codes) for codes in asked], range(8)))
    finally:
        sys.setswitchinterval(interval)
    assert all(answer == expected for answer in answers)


def test_a_program_is_registered_once_for_the_process(proposal):
    program = finding_program(proposal)
    assert durable.register(program) is durable.register(program)


def test_a_disagreement_is_an_error_that_names_the_rule_and_both_verdicts(monkeypatch):
    program = small_program("disagreement")
    monkeypatch.setattr(durable.Registered, "verdicts", lambda _self, _codes: (Verdict.NOT_MET,))
    with pytest.raises(EngineError, match="disagree on rule: durable-rules says not_met, the reference met"):
        Verified().evaluate(program, program.encode({"a": "yes"}))


def test_durable_alone_gives_its_own_verdict_unchecked(monkeypatch):
    program = small_program("alone")
    monkeypatch.setattr(durable.Registered, "verdicts", lambda _self, _codes: (Verdict.NOT_MET,))
    explained = Durable().evaluate(program, program.encode({"a": "yes"}))
    assert explained.verdicts == (Verdict.NOT_MET,)
    assert explained.explanations[0].decisive == ("a",)


class Failing:
    """The C module, except that one of its functions fails once."""

    def __init__(self, name, failure):
        self._engine, self._name, self._failure = durable.load(), name, failure

    def __getattr__(self, name):
        if name == self._name and self._failure:
            failure, self._failure = self._failure, None
            return failure
        return getattr(self._engine, name)


def raises(error):
    def fail(*_):
        raise error

    return fail


@pytest.mark.parametrize(
    "function", ["assert_fact", "start_action_for_state", "complete_and_start_action", "retract_fact"]
)
def test_after_a_failure_anywhere_the_next_evaluation_is_right(function):
    program = small_program(f"fails in {function}")
    registered = durable.Registered(program)
    registered._engine = Failing(function, raises(RuntimeError("broken")))
    with pytest.raises(EngineError, match="durable-rules failed: broken"):
        registered.verdicts((1,))
    assert [registered.verdicts((code,))[0].token for code in (0, 1, 2)] == ["unknown", "met", "not_met"]


def test_durable_rules_is_asked_once_for_the_same_answers(monkeypatch):
    registered, asked = durable.Registered(small_program("asked once")), []
    ask = registered.ask
    monkeypatch.setattr(registered, "ask", lambda codes: asked.append(codes) or ask(codes))
    tokens = [registered.verdicts((code,))[0].token for code in (1, 2, 1, 2, 1)]
    assert tokens == ["met", "not_met", "met", "not_met", "met"]
    assert asked == [(1,), (2,)]


def test_an_interruption_is_passed_on_and_the_next_evaluation_is_right():
    registered = durable.Registered(small_program("interrupted"))
    registered._engine = Failing("retract_fact", raises(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        registered.verdicts((1,))
    assert registered.verdicts((2,)) == (Verdict.NOT_MET,)


def test_a_message_answered_as_already_seen_is_an_error():
    registered = durable.Registered(small_program("seen"))
    registered._engine = Failing("assert_fact", lambda *_: (2, 1))
    with pytest.raises(EngineError, match="answered 2 to a message it had not seen"):
        registered.verdicts((1,))


def test_met_without_open_is_an_error():
    registered = durable.Registered(small_program("not monotone"))
    with pytest.raises(EngineError, match="fired the met form of a condition without its open form"):
        registered._decode(0b01)


def test_a_program_that_cannot_fire_everything_at_once_is_refused(monkeypatch):
    engine = Failing("assert_fact", raises(RuntimeError("error code: 303")))
    monkeypatch.setattr(durable, "load", lambda: engine)
    with pytest.raises(DoesNotFit, match="cannot fire all the conditions at once: error code: 303"):
        durable.Registered(small_program("too much"))


def test_a_program_that_does_not_fire_everything_is_refused(monkeypatch):
    engine = Failing("assert_fact", lambda *_: (1, 0))
    monkeypatch.setattr(durable, "load", lambda: engine)
    with pytest.raises(DoesNotFit, match="does not fire all the conditions at once"):
        durable.Registered(small_program("too little"))


def test_a_program_without_conditions_has_no_verdicts():
    assert durable.Registered(Program("empty", {}, {}, {})).verdicts(()) == ()


def test_strings_whose_hashes_collide_inside_durable_rules_change_nothing():
    """As fact names they would meet in its network; ids and names never get there at all."""
    colliding = ("rmhmgygicu", "uwuevgfukg")
    facts = {name: fact(name) for name in colliding}
    program = Program("colliding", {name: is_yes(name) for name in colliding}, {}, facts)
    for answers in [{}, {colliding[0]: "yes"}, {colliding[1]: "yes"}, dict.fromkeys(colliding, "yes")]:
        codes = program.encode(answers)
        assert Verified().evaluate(program, codes).verdicts == Reference().evaluate(program, codes).verdicts


@pytest.mark.parametrize("seed", range(20))
def test_random_programs_agree_in_this_process_too(seed):
    program, random = fitting_program(1000 * (seed + 1)), Random(seed)
    registered = durable.Registered(program)
    for _ in range(50):
        codes = random_codes(random, program)
        assert registered.ask(codes) == program.explain(codes).verdicts


def test_without_durable_rules_the_engine_says_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    durable.load.cache_clear()
    try:
        with pytest.raises(ConfigurationError, match="durable-rules cannot be loaded here .* use the reference engine"):
            Verified()
    finally:
        durable.load.cache_clear()
