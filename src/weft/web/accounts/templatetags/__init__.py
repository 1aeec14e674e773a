"""What the templates about people use."""
