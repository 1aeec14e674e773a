"""The domain, for every other room: pure, with no site, no database, no clock, no network."""
