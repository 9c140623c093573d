"""The annual reports of a site's body and of those under it, as the public reads, compares and takes them away."""
