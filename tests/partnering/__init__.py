"""Tests of partnering."""
