"""Bodies, figures and sentences of fictional reports."""
