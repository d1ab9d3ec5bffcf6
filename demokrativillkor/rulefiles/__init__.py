"""YAML rule files: read with every mistake reported at once, and resolved into rule sets."""
