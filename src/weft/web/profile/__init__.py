"""The app of the profile: what a city's facts, diagnosis and figures amount to, in one document."""
