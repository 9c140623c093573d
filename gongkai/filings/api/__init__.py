"""What other systems ask and state by themselves, under api/: JSON, with a credential instead of a session."""
