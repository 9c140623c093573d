"""The public page on which somebody who is consulted answers (docs/decisions/0031)."""
