"""Where the figures in README come from; each module is one command."""
