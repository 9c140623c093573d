"""The register of what a body makes or obtains: its review before release, its publication, its deposit.

What the public sees is a `Release`, and the database itself refuses one whose content was not reviewed
(`migrations/0002`). Registering, reviewing and publishing are `services`; `models` are their records.
"""
