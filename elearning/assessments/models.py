"""Models of assessments."""
