"""Ways to tell a person. Each output has ``show(reading)`` and returns at once."""
