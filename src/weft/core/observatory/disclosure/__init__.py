"""Disclosure control: no published figure, nor any two of them, may expose a few people."""
