"""Data that is not code, for the core to read: vocabularies and example atlases."""
