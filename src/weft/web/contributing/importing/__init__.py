"""Files that people bring: what one would change, and how it becomes part of the atlas."""
