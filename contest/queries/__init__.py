"""Reads, named for the question they answer."""
