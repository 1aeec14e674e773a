"""The pages about people: joining, one's own page, and for those in charge who may do what."""
