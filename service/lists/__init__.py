"""The bytes of a generation: buckets, lists, deltas, the signed manifest. Pure."""
