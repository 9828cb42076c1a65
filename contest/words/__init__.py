"""Phrases, dates and letters by language; `lang` is an argument."""
