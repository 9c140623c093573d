"""The applicant's side of requests, within the public sites: asking, following, correcting, earlier answers.

`services` do the deeds, `views` only ask. Nothing here is kept by `pages.cache` or crawled but the disclosure log.
"""
