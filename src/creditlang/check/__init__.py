"""The check floor."""
