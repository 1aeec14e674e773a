"""What every page shares: the frame, home, search, errors, exports of tables."""
