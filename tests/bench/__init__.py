"""Measurements: run by hand, not by the test run."""
