"""What changed between two rulebooks: in law, article by article, in effect, and for whom."""
