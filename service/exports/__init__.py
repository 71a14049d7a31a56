"""The list in the formats that other programs read. Pure: no clock, no Redis, no Flask.

An `Edition` is one generation as the store gives it; `choice.Chosen` says which of its entries are
wanted; `formats.FORMATS` names every format, and `Format.export` yields its bytes in constant
memory, always the same for the same edition.
"""
