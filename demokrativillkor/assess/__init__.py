"""From an application and a rule set to a decision."""

from demokrativillkor.assess.assessing import assess
from demokrativillkor.assess.choosing import in_force
from demokrativillkor.assess.closing import close_investigation

__all__ = ["assess", "close_investigation", "in_force"]
