"""The desks at which people add to the atlas."""
