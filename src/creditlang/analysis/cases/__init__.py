"""Cases without a solver: tried near what rules mention, repeated, and made small before they are shown."""
