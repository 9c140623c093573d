"""The pages on which requests are handled."""
