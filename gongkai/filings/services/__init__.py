"""What is done with filings."""
