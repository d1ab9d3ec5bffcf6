"""Evidence that a log of decisions was not altered: tree, signed checkpoints, commitments, exports. No database."""
