"""Writers: observations as files that others, and Weft itself, can read."""
