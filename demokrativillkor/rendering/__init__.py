"""A decision as text that a case officer can paste into a file: one pure function, in Swedish and English."""

from demokrativillkor.rendering.text import render

__all__ = ["render"]
