"""Strict stand-ins for the platforms, over real sockets. What the platform refuses, they refuse."""
