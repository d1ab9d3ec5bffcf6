"""From an application and a rule set to a decision."""

from demokrativillkor.assess.assessing import assess
from demokrativillkor.assess.choosing import DEFAULT_RULES, governing, in_force
from demokrativillkor.assess.closing import close_investigation
from demokrativillkor.assess.process import Step, steps_before

__all__ = ["DEFAULT_RULES", "Step", "assess", "close_investigation", "governing", "in_force", "steps_before"]
