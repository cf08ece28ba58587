"""Tests of actionsets."""
