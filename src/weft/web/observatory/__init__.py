"""The app of the observatory: datasets, their versions, and figures of places, safely shown."""
