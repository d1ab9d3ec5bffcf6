"""Conditions executed by durable-rules, inside the envelope in which it is safe.

durable-rules is an inference engine with known defects (``docs/decisions/0002``), so it is given as little as
possible: each condition is registered twice, once over the *met* booleans of its leaves and once over the
*open* ones. If the first fires the condition is met, if only the second it is unknown, if neither it is not
met. Nothing tests absence, nothing compares, no text from outside enters.

This is the only module that imports durable-rules, and it does so on first use. It drives the library's C
module directly (one message at a time, own action loop), because the documented host starts threads and is
several times slower; a test fails when the C functions' answers change shape.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import metadata
from itertools import count
from threading import Lock
from types import ModuleType

from demokrativillkor.engine.compile import Codes, Program, remember
from demokrativillkor.engine.durable_form import DoesNotFit, Form
from demokrativillkor.errors import ConfigurationError, EngineError
from demokrativillkor.verdict import Verdict

_MESSAGE = '{"id":"f","sid":"0"'
"""Id and session are always the same: one message lives at a time, and is retracted before the next."""

_RETRACTED = f"{_MESSAGE}}}"
_HANDLED, _NO_RULE_MATCHED = 0, 1


@cache
def load() -> ModuleType:
    """The C module of durable-rules.

    Raises:
        ConfigurationError: it is not installed, or this Python cannot load it (3.13 and later).
    """
    try:
        import durable_rules_engine
    except ImportError as error:
        raise ConfigurationError(
            "durable-rules cannot be loaded here (it needs CPython 3.11 or 3.12); use the reference engine"
        ) from error
    module: ModuleType = durable_rules_engine
    return module


@cache
def version() -> str:
    """The installed version of durable-rules."""
    return metadata.version("durable-rules")


class Registered:
    """A program registered with durable-rules, for the life of the process: it never frees one.

    Raises:
        DoesNotFit: a condition is beyond durable-rules' limits.
        ConfigurationError: durable-rules cannot be loaded.
    """

    def __init__(self, program: Program) -> None:
        self._form = Form(program)
        self._bits = self._form.bits
        self._engine = load()
        self._lock = Lock()
        self._handle: int | None = None
        self._conditions = len(program.names)
        self._remembered: dict[Codes, tuple[Verdict, ...]] = {}
        self._decoded: dict[int, tuple[Verdict, ...]] = {}
        self._probe(program.names[-1] if program.names else "")

    def verdicts(self, codes: Codes) -> tuple[Verdict, ...]:
        """Per condition its verdict on facts with these codes; remembered, as the reference's are.

        Raises:
            EngineError: as :meth:`ask`.
        """
        known = self._remembered.get(codes)
        return remember(self._remembered, codes, self.ask(codes)) if known is None else known

    def ask(self, codes: Codes) -> tuple[Verdict, ...]:
        """What durable-rules says of these codes now.

        Raises:
            EngineError: durable-rules failed or answered what it never should.
        """
        if not self._conditions:
            return ()
        message = self._message(codes)
        with self._lock:
            try:
                fired = self._fire(message)
            except BaseException as error:
                # What the session holds now is not known: it is never used again.
                self._handle = None
                if isinstance(error, Exception) and not isinstance(error, EngineError):
                    raise EngineError(f"durable-rules failed: {error}") from error
                raise
        verdicts = self._decoded.get(fired)
        if verdicts is None:
            verdicts = self._decoded[fired] = self._decode(fired)
        return verdicts

    def _message(self, codes: Codes) -> str:
        tests = "".join(known[code] for known, code in zip(self._form.fragments, codes, strict=True))
        return f"{_MESSAGE}{tests}}}"

    def _fire(self, message: str) -> int:
        engine, bits, fired = self._engine, self._bits, 0
        if self._handle is None:
            self._handle = engine.create_ruleset(f"demokrativillkor{next(_HANDLES)}", json.dumps(self._form.definition))
        handle = self._handle
        result, state = engine.assert_fact(handle, message)
        if result == _HANDLED:
            started = engine.start_action_for_state(handle, state)
            action = started[1] if started else None
            while action is not None:
                fired |= bits[action[2 : action.index('"', 2)]]
                action = engine.complete_and_start_action(handle, state)
        elif result != _NO_RULE_MATCHED:
            raise EngineError(f"durable-rules answered {result} to a message it had not seen")
        engine.retract_fact(handle, _RETRACTED)
        return fired

    def _probe(self, name: str) -> None:
        """Fire everything at once: more true tests only ever fire more, so nothing later exceeds this."""
        if not self._conditions:
            return
        try:
            fired = self._fire(f"{_MESSAGE}{self._form.everything}}}")
        except Exception as error:
            raise DoesNotFit(name, f"durable-rules cannot fire all the conditions at once: {error}") from error
        if fired.bit_count() != 2 * self._conditions:
            raise DoesNotFit(name, "durable-rules does not fire all the conditions at once")

    def _decode(self, fired: int) -> tuple[Verdict, ...]:
        return tuple(_verdict(fired >> 2 * index & 0b11) for index in range(self._conditions))


def _verdict(fired: int) -> Verdict:
    match fired:
        case 0b00:
            return Verdict.NOT_MET
        case 0b10:
            return Verdict.UNKNOWN
        case 0b11:
            return Verdict.MET
        case _:
            raise EngineError("durable-rules fired the met form of a condition without its open form")


_HANDLES = count()
_registered: dict[str, Registered] = {}
_registering = Lock()


def register(program: Program) -> Registered:
    """The program's registration in this process, made on first use.

    Raises:
        DoesNotFit: a condition is beyond durable-rules' limits.
        ConfigurationError: durable-rules cannot be loaded.
    """
    registered = _registered.get(program.identity)
    if registered is None:
        with _registering:
            registered = _registered.get(program.identity) or Registered(program)
            _registered[program.identity] = registered
    return registered
