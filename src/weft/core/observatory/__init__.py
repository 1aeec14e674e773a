"""The observatory: what figures tell of newcomers in a place, and what may be shown of them."""
