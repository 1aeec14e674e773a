"""Search over what the reader may see: one analyser, the same answers on both databases."""
