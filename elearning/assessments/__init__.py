"""The self-assessment: authored by an organisation, frozen at publish, answered in private."""
