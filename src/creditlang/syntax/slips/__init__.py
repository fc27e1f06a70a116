"""The slips that drafters make most: one function each, from a failure to the diagnostic that mends it, or None."""
