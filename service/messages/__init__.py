"""What a message says: the sites and wallets it names, and plainly stated warning signs. Pure."""
