"""The atlas kept in a database: who does what, with sources, and its pages."""
