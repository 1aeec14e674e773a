"""All that a site keeps, in one file that knows nothing of its database, and back again."""
