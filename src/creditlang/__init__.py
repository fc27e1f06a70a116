"""creditlang."""
