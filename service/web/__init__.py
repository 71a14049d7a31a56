"""Everything that touches HTTP. A file is named for the word in its URL; `app.py` puts them up."""
