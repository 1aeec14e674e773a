"""Tags of the app contributing."""
