"""Mynah answers one question: is this site or wallet address reported as a scam?

check.py        the question, end to end: start here
targets.py      what a text is: URL, host or wallet address, and what to look up for it (pure)
names/          hosts and URLs: canonical form, expressions, hashes (pure)
wallets/        which chain a text is an address of (pure)
lists/          how buckets, lists, deltas and the signed manifest are coded (pure)
feeds/          what we read: catalogue, fetch, one parser per format
refresh/        feeds -> a new, guarded generation
store/          everything that touches Redis
evidence/       images that people send in, made anew in a process of their own
web/            everything that touches HTTP; file name = URL word
cli.py          the same powers at a prompt
services.py     builds all of it, once (read it second)
"""
