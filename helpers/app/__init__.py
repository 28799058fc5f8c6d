"""What stands behind the command ``course``: one command each. May import everything; nothing imports it."""
