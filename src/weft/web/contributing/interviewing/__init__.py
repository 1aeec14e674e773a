"""Interviews: a place asked area by area who does what, who meets whom and what is contested."""
