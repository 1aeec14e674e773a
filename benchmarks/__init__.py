"""Benchmarks side by side with their peers, printed as ratios: python -m benchmarks [name]."""
