"""What becomes of "this is not a scam":

    forms      fields to a checked `Form`, or what is wrong with each
    receive    who may send how much, which entry is meant, and the appeal itself
    proving    a look for a proof of control, when asked
    status     where an appeal stands, as whoever sent it reads it
    words      the sentences of all of it

Only `receive` and `proving` write to the store; `service/moderation/desk.py` answers.
"""
