"""Heart-rate-driven run/walk coaching: live from a strap, offline over recordings, one engine."""

__version__ = "0.1.0"
