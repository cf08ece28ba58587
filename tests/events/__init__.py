"""Tests of learning events."""
