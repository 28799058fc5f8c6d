"""What stands behind the command ``course``, one command each, and behind the set-up. May import all; nothing imports it."""
