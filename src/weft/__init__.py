"""Weft: who does what for newcomers in a place, and what holds between levels of government."""

__version__ = "0.1.0"
