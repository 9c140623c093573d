"""What is registered, reviewed and published, as the public meets it: plain views over `documents.Release`."""
