"""What the coach answers over HTTP: health, metrics, and the platforms' calls."""
