"""Tests of partnership agreements."""
