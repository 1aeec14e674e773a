"""What people add to the atlas: drafts, interviews, files."""
