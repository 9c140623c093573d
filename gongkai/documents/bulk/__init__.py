"""Items in bulk: taken over from an existing site as a table with files; all that a body has, out."""
