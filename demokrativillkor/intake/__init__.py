"""From bytes that somebody sent to an application that can be assessed, or to every reason why not.

Nothing here repeats a value it was given: a place is a JSON pointer made of our own names and of positions.
"""

from demokrativillkor.intake.parsing import Intake, read_application

__all__ = ["Intake", "read_application"]
