"""Practice that a manager gives: what is asked, what bar it has, who met it. Pure."""
