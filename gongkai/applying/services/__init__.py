"""Deeds of the applicant's side: drafts, counting what was found, guiding to a body, sending, telling of changes."""
