"""A decision as text that a case officer can paste into a file: one pure function, in Swedish and English."""

from demokrativillkor.rendering.letter import Letter, freeze, write_letter
from demokrativillkor.rendering.lettertold import Letterhead
from demokrativillkor.rendering.text import render
from demokrativillkor.rendering.trace import trace

__all__ = ["Letter", "Letterhead", "freeze", "render", "trace", "write_letter"]
