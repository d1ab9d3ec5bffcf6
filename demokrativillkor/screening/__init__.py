"""Screening whole tables of applications."""
