"""Random conditions and programs, by seed: the ground on which the engines are compared."""

from random import Random

from demokrativillkor.condition import AllOf, AnyOf, Condition, FactIn, Not, Use
from demokrativillkor.engine.compile import Codes, Program
from demokrativillkor.engine.durable_form import DoesNotFit, Form
from demokrativillkor.rule import Fact
from tests.support.builders import fact

FACTS: dict[str, Fact] = {
    **{f"three{number}": fact(f"three{number}") for number in range(6)},
    **{f"many{number}": fact(f"many{number}", ("a", "b", "c", "d", "e")) for number in range(3)},
}


def random_condition(random: Random, depth: int, definitions: tuple[str, ...]) -> Condition:
    """A condition with at most ``depth`` levels of all, any and not."""
    choice = random.random()
    if depth == 0 or choice < 0.25:
        if definitions and random.random() < 0.3:
            return Use(random.choice(definitions))
        name = random.choice(sorted(FACTS))
        tokens = FACTS[name].tokens
        return FactIn(name, tuple(random.sample(tokens, random.randint(1, len(tokens) - 1))))
    if choice < 0.4:
        return Not(random_condition(random, depth - 1, definitions))
    parts = tuple(random_condition(random, depth - 1, definitions) for _ in range(random.randint(1, 4)))
    return AllOf(parts) if choice < 0.7 else AnyOf(parts)


def random_program(seed: int) -> Program:
    """A program of one to five conditions over shared definitions."""
    random = Random(seed)
    definitions = {"one": random_condition(random, 2, ()), "two": random_condition(random, 2, ("one",))}
    conditions = {
        f"rule{number}": random_condition(random, 3, tuple(definitions)) for number in range(random.randint(1, 5))
    }
    return Program(f"random {seed}", conditions, definitions, FACTS)


def fitting_program(seed: int) -> Program:
    """The first random program from that seed on that durable-rules can hold."""
    while True:
        program = random_program(seed)
        try:
            Form(program)
        except DoesNotFit:
            seed += 1
        else:
            return program


def random_codes(random: Random, program: Program) -> Codes:
    """Codes of random answers, about a third of them unknown."""
    return tuple(0 if random.random() < 0.3 else random.randrange(len(known)) for known in program.representatives)
