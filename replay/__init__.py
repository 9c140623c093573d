"""Real years lived again: what published reports state of a year is done anew, through the pages that an officer and an
applicant use, by invented bodies and people; then it is counted from the records, one JSON line for each year.

    make replay             every year, on a database made for it
    python -m replay shishi one of them
"""
