"""What a run came to, for people: one page that needs nothing else."""
