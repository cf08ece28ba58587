"""Programmes, their steps, cohorts and the people enrolled in them."""
