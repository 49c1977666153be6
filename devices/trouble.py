"""What the radio complains of, in words for people: one table from the shape of an error.

An error's shape is what can be told about it without parsing its text: the reason bleak gives, the
name D-Bus gives, or else its class. Nothing here imports bleak; a test asks the installed bleak
whether these names still mean something.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something wrong with a strap or an adapter.

    Attributes:
        what: One plain sentence part, lower case, no full stop.
        advice: What the runner can do about it; empty where there is nothing to do but wait.
    """

    what: str
    advice: str = ""


_OFF = Trouble("Bluetooth is switched off", "switch it on")
_NO_ADAPTER = Trouble("this computer has no Bluetooth adapter", "plug one in")
_NO_SERVICE = Trouble(
    "the Bluetooth service is not running", "start it with: systemctl start bluetooth"
)
_NO_BUS = Trouble(
    "there is no system D-Bus to reach Bluetooth through",
    "in a container, share /run/dbus of the host with it",
)
_DENIED = Trouble(
    "this program may not use Bluetooth",
    "on macOS allow your terminal under Privacy & Security > Bluetooth, on Linux join the"
    " group 'bluetooth', then try again",
)
_BUSY = Trouble(
    "another program is using the Bluetooth adapter",
    "close other programs that scan, or switch Bluetooth off and on",
)
_AWAY = Trouble("the strap went out of reach")
_NO_ANSWER = Trouble(
    "the strap or the Bluetooth adapter did not answer in time",
    "come closer; if that does not help, switch Bluetooth off and on",
)
_ELSEWHERE = Trouble(
    "the strap does not answer", "it may be out of reach, or held by a phone, watch or treadmill"
)
_NOT_A_STRAP = Trouble(
    "this device does not send a heart rate", "choose another; `runwalk scan` lists them"
)
_OTHER = Trouble("the Bluetooth adapter reports a problem", "switch Bluetooth off and on")

# First the reasons of BleakBluetoothNotAvailableError, then names of D-Bus errors, then classes.
TROUBLES: Mapping[str, Trouble] = MappingProxyType(
    {
        "POWERED_OFF": _OFF,
        "NO_BLUETOOTH": _NO_ADAPTER,
        "NO_BLE_CENTRAL_ROLE": Trouble(
            "this Bluetooth adapter is too old for straps", "plug in one with Bluetooth 4 or newer"
        ),
        "DENIED_BY_USER": _DENIED,
        "DENIED_BY_SYSTEM": _DENIED,
        "DENIED_BY_UNKNOWN": _DENIED,
        "org.bluez.Error.NotReady": _OFF,
        "org.bluez.Error.Blocked": Trouble(
            "Bluetooth is blocked", "unblock it with: rfkill unblock bluetooth"
        ),
        "org.bluez.Error.InProgress": _BUSY,
        "org.bluez.Error.NotPermitted": _DENIED,
        "org.bluez.Error.NotAuthorized": _DENIED,
        "org.bluez.Error.Failed": _AWAY,
        "org.bluez.Error.NotConnected": _AWAY,
        "org.bluez.Error.DoesNotExist": _AWAY,
        "org.freedesktop.DBus.Error.AccessDenied": _DENIED,
        "org.freedesktop.DBus.Error.ServiceUnknown": _NO_SERVICE,
        "org.freedesktop.DBus.Error.NameHasNoOwner": _NO_SERVICE,
        "org.freedesktop.DBus.Error.UnknownObject": _AWAY,
        "org.freedesktop.DBus.Error.NoReply": _NO_ANSWER,
        "BleakDeviceNotFoundError": _AWAY,
        "BleakCharacteristicNotFoundError": _NOT_A_STRAP,
        "BleakGATTProtocolError": Trouble(
            "the strap refused", "remove its pairing in the Bluetooth settings and try again"
        ),
        "BleakDBusError": _OTHER,
        "BleakError": _AWAY,
        "FileNotFoundError": _NO_BUS,
        "ConnectionRefusedError": _NO_BUS,
        "PermissionError": _DENIED,
        "EOFError": _NO_SERVICE,
        "TimeoutError": _NO_ANSWER,
    }
)


def shapes_of(error: BaseException) -> tuple[str, ...]:
    """Name what can be told about an error, the most telling first.

    >>> shapes_of(FileNotFoundError(2, "no such socket"))[:2]
    ('FileNotFoundError', 'OSError')
    """
    reason = getattr(getattr(error, "reason", None), "name", None)
    dbus_name = getattr(error, "dbus_error", None)
    classes = tuple(kind.__name__ for kind in type(error).__mro__)
    return tuple(shape for shape in (reason, dbus_name) if isinstance(shape, str)) + classes


def explain(error: BaseException) -> Trouble:
    """Say in plain words what an error of the radio means.

    >>> explain(TimeoutError()).what
    'the strap or the Bluetooth adapter did not answer in time'
    """
    return next((TROUBLES[shape] for shape in shapes_of(error) if shape in TROUBLES), _OTHER)


def explain_scan(error: BaseException) -> Trouble:
    """Say in plain words why looking around failed: then it cannot be the strap."""
    trouble = explain(error)
    return _OTHER if trouble is _AWAY else trouble


def explain_connect(error: BaseException) -> Trouble:
    """Say in plain words why a connection was not made: an adapter in trouble says so itself."""
    return _ELSEWHERE if isinstance(error, TimeoutError) else explain(error)


def why_missing(wanted: str | None) -> Trouble:
    """Say why a strap may not be found, likeliest cause first.

    Args:
        wanted: The name or address that is looked for; None for any.
    """
    return Trouble(
        f"there is still no sign of {wanted or 'a heart rate strap'}",
        "put it on with wet electrodes; close phone apps, watches and treadmills that may hold it"
        " (most straps talk to one device at a time); check its battery",
    )


DRY = Trouble(
    "the strap finds no pulse", "wet its electrodes, pull the band tighter, give it half a minute"
)
