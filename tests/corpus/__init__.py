"""A generator of synthetic annual reports with exact truth, and of reports with one planted defect each.

Every body, place and person in it is fictional; no sentence is taken from a real report. Everything follows from a
seed. It is an opponent of the product: from `gongkai` it takes the form's labels and keys (`gongkai.report.form`) and
nothing else; only `score.py` and the tests of thresholds call the reader and the checks.
"""
