"""What is public as it is found, and the outbox: which of it changed, in the order in which that took effect.

Beside `StoredEntry` the migrations make a table `search_fts` of words, for full text in the database: FTS5 on
SQLite, a tsvector with a GIN index on PostgreSQL. Nothing but `services` writes to any of these.
"""

from __future__ import annotations

from django.db import models


class StoredEntry(models.Model):
    """An `Entry` as it stands in the database: from these rows alone every host makes its index.

    `place` orders entries by when they were published; no two have the same one. `sites` and `categories` are lists
    with a blank before and after each.
    """

    place = models.BigIntegerField(primary_key=True)
    key = models.CharField(max_length=80, unique=True)
    source = models.CharField(max_length=40)
    ident = models.BigIntegerField()
    sites = models.TextField(blank=True)
    body = models.BigIntegerField()
    body_name = models.CharField(max_length=200)
    categories = models.TextField(blank=True)
    kind = models.CharField(max_length=40, blank=True)
    effect = models.CharField(max_length=40, blank=True)
    year = models.IntegerField()
    issued = models.DateField(null=True)
    published_at = models.DateTimeField()
    title = models.TextField()
    number = models.TextField(blank=True)
    index_number = models.TextField(blank=True)
    number_keys = models.TextField(blank=True)
    keywords = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    text = models.TextField(blank=True)
    url = models.TextField()
    weight = models.FloatField(default=1.0)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("source", "ident"), name="search_entry_once"),)
        indexes = (
            models.Index(fields=("place", "body", "kind", "effect", "year", "categories"), name="search_entry_facets"),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.title}"


class Change(models.Model):
    """A key whose entry was written or removed.

    `number` is given by the database when the change is committed, on PostgreSQL as the last thing before (a deferred
    trigger under a lock): whoever has seen a number has seen all below it, so that no host misses one that was written
    earlier and committed later. A migration that has SQLite build the table anew takes the trigger along.
    """

    number = models.BigIntegerField(unique=True, null=True)
    key = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=("at",), name="search_change_at"),)

    def __str__(self) -> str:
        return f"{self.number} {self.key}"
