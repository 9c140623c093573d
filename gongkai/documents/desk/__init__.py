"""The desk: what officers, reviewers and leaders do with the register, in the back office."""
