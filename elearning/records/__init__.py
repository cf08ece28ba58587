"""“My record”: everything that is one's own, gathered from every room, to keep (DOMAIN 7.5)."""
