"""What is kept: generations, decisions, copies and state of feeds. The only user of Redis."""
