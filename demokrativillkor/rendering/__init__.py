"""A decision as text that a case officer can paste into a file: one pure function, in Swedish and English."""

from demokrativillkor.rendering.freezing import freeze, left_in, left_to_write
from demokrativillkor.rendering.letter import Letter, write_letter
from demokrativillkor.rendering.lettertold import Letterhead
from demokrativillkor.rendering.text import render
from demokrativillkor.rendering.trace import trace

__all__ = ["Letter", "Letterhead", "freeze", "left_in", "left_to_write", "render", "trace", "write_letter"]
