"""demokrativillkor: may an organisation receive a public grant under Sweden's democracy conditions?

The library turns findings that people have made, and the rules in force on a date, into a decision with
cited reasons.
"""

__version__ = "0.2.0"
