"""A certificate of our own: a phone keeps its screen on only for a page that came by HTTPS."""

from __future__ import annotations

import ssl

from runwalk.errors import DeviceError


def own_context(*names: str) -> ssl.SSLContext:
    """Make a certificate that lives as long as the run, and what serves with it.

    No browser knows who signed it, so each viewer is asked once. Its key is never on the disk.

    Args:
        names: What this computer is called, in words or numbers.

    Raises:
        DeviceError: There is no trustme, which makes it.
    """
    try:
        import trustme  # an extra, and needed only here
    except ImportError as error:
        raise DeviceError(
            "no page: trustme is missing", "install runwalk with its extra: runwalk[https]"
        ) from error
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    trustme.CA().issue_cert(*names).configure_cert(context)
    return context
