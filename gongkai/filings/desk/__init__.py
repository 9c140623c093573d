"""The pages on which annual reports are made, reviewed and published."""
