"""Action learning sets: formed, agreed, met, and acted on."""
