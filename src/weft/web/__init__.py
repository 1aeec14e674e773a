"""The site: Django apps, one for each room of the core, with the same name."""
