"""Segregation: how unevenly groups live over the units of a place, and how sure that is."""
