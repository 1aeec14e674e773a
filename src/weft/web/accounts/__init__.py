"""People, the actor they speak for, and what a reader may see."""
