"""Where victims find help: checked helplines, and which page fits which kind of scam. Pure."""
