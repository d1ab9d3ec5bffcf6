"""Executors of conditions, behind one protocol.

``reference`` is the meaning, ``durable`` runs on durable-rules, ``verified`` (the default) evaluates with
durable-rules, compares every verdict with the reference and refuses to answer when they differ.
"""

from collections.abc import Callable, Mapping
from typing import Literal, Protocol

from demokrativillkor.engine import durable
from demokrativillkor.engine.compile import Codes, Explained, Program
from demokrativillkor.engine.reference import Explanation
from demokrativillkor.errors import ConfigurationError, EnginesDisagree

EngineName = Literal["verified", "durable", "reference"]


class Engine(Protocol):
    """Gives a verdict, explained, for every condition of a program."""

    name: EngineName

    def __hash__(self) -> int: ...

    @property
    def versions(self) -> Mapping[str, str]:
        """The libraries that gave the verdicts, by name."""
        ...

    def evaluate(self, program: Program, codes: Codes) -> Explained:
        """Per condition its verdict and why, for facts with these codes.

        Raises:
            EngineError: the engine failed, or two engines disagree.
        """
        ...


class Reference:
    """The walk of the condition's tree, remembered."""

    name: EngineName = "reference"
    versions: Mapping[str, str] = {}

    def evaluate(self, program: Program, codes: Codes) -> Explained:
        """See :meth:`Engine.evaluate`."""
        return program.explain(codes)


class Durable:
    """durable-rules alone: its verdicts, unchecked, beside the tree's account of the facts."""

    name: EngineName = "durable"

    def __init__(self) -> None:
        durable.load()
        self.versions: Mapping[str, str] = {"durable-rules": durable.version()}

    def evaluate(self, program: Program, codes: Codes) -> Explained:
        """See :meth:`Engine.evaluate`."""
        verdicts = durable.register(program).verdicts(codes)
        explained = program.explain(codes)
        if verdicts == explained.verdicts:
            return explained
        return Explained.of(
            Explanation(verdict, account.decisive, account.open)
            for verdict, account in zip(verdicts, explained.explanations, strict=True)
        )


class Verified:
    """durable-rules, every verdict checked against the reference."""

    name: EngineName = "verified"

    def __init__(self) -> None:
        durable.load()
        self.versions: Mapping[str, str] = {"durable-rules": durable.version()}

    def evaluate(self, program: Program, codes: Codes) -> Explained:
        """See :meth:`Engine.evaluate`."""
        explained = program.explain(codes)
        verdicts = durable.register(program).verdicts(codes)
        if verdicts != explained.verdicts:
            name, said, meant = next(
                each for each in zip(program.names, verdicts, explained.verdicts, strict=True) if each[1] is not each[2]
            )
            raise EnginesDisagree(
                f"the engines disagree on {name}: durable-rules says {said.token}, the reference {meant.token}; "
                "no decision was made"
            )
        return explained


def open_engine(name: EngineName) -> Engine:
    """The engine of that name.

    Raises:
        ConfigurationError: it needs durable-rules, which cannot be loaded here.
    """
    engines: dict[EngineName, Callable[[], Engine]] = {"verified": Verified, "durable": Durable, "reference": Reference}
    return engines[name]()


def default_engine() -> Engine:
    """``verified`` where durable-rules can be loaded, else ``reference``; the provenance says which."""
    try:
        return Verified()
    except ConfigurationError:
        return Reference()
