"""Readers: what turns a file into a raw table whose cells are text."""
