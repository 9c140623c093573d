"""The annual report of a body, and its quarterly tables: counted from the records, declared where other systems count,
checked, reviewed, published, and proven; reports of earlier years and of others beside them.

What each figure is, is one definition (`definitions`): it compiles the report, lists the records behind a cell, and
tells of a record which cells it moves. What was published is frozen, with its hash and signature.
"""
