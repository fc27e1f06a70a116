"""How the difference of two rulebooks looks: on a terminal, as JSON, as a page."""
