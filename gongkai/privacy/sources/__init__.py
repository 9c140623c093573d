"""Containers: each module puts what a kind of file holds into a `Reading`."""
