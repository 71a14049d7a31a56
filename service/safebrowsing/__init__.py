"""Safe Browsing v4 without its network: messages, Rice coding, what leads from one list to another.

Pure: no I/O, no clock, no framework. `service/web/safebrowsing.py` serves it.
"""
