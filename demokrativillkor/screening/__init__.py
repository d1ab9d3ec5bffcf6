"""Screening whole tables of applications: every application of a round, or of many years, in one go."""
