"""What moderators make of what people send in. `desk.py` carries out a ruling, `guarding.py` says
what a guard objects to, `corroboration.py` lets trusted volunteers agree on a warning.
"""
