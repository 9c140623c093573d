"""The deeds: registering, reviewing, publishing, depositing. Each asks for the right, does it, and records it.

What a user can get wrong is a ValidationError with a Chinese sentence, what he may not do a PermissionDenied.
"""
