"""The deeds of disclosure on request. Each asks for the right, does it, and records it.

What a user can get wrong is a ValidationError with a Chinese sentence, what he may not do a PermissionDenied; what the
law does not allow in the case's state is a ValidationError with the sentence of `gongkai.law`, article and all.
"""
