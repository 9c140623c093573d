"""Disclosure on request: a case, from its receipt to the reply and what comes after it.

What happened to a case are its events, which are only ever added to; where it stands and what is due follows from them
by `gongkai.law.clock`. Nobody sets a date by hand.
"""
