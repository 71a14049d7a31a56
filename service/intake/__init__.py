"""What people send in, from an untrusted form to a report that is kept:

    texts      what is left out of a text, and what no text may hold
    lines      the targets in what people paste
    forms      fields to a checked `Form`, or what is wrong with each; the same rules for JSON, the
               page and files of partners
    rows       the rows of such a file
    proof      proof of work, which takes the place of a captcha
    allowance  who may send how much
    receive    taking the report itself
    status     what became of it, as whoever sent it reads it

Only `allowance` and `receive` know the store and the clock.
"""
