"""What the facts amount to: the pages of the diagnosis."""
