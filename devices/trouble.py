"""What the radio complains of, in words for people: one table from the shape of an error.

An error's shape is what can be told about it without parsing its text: the reason bleak gives, the
name D-Bus gives, or else its class. Nothing here imports bleak; a test asks the installed bleak
whether these names still mean something.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from devices.sensors import CHANNELS, SensorKind


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something wrong with a sensor or an adapter.

    Attributes:
        what: One plain sentence part, lower case, no full stop.
        advice: What the runner can do about it; empty where there is nothing to do but wait.
    """

    what: str
    advice: str = ""

    def about(self, kind: SensorKind) -> Trouble:
        """Name the sensor where ``{it}`` stands, and what it should send where ``{tells}`` does."""
        channel = CHANNELS[kind]
        return replace(self, what=self.what.format(it=channel.it, tells=channel.tells))


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
_AWAY = Trouble("the {it} went out of reach")
_NO_ANSWER = Trouble(
    "the {it} or the Bluetooth adapter did not answer in time",
    "come closer; if that does not help, switch Bluetooth off and on",
)
_ELSEWHERE = Trouble(
    "the {it} does not answer", "it may be out of reach, or held by a phone, watch or treadmill"
)
_ANOTHER_THING = Trouble(
    "this device does not send {tells}", "choose another; `runwalk scan` lists them"
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
        "BleakCharacteristicNotFoundError": _ANOTHER_THING,
        "BleakGATTProtocolError": Trouble(
            "the {it} refused", "remove its pairing in the Bluetooth settings and try again"
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


def explain(error: BaseException, kind: SensorKind = SensorKind.STRAP) -> Trouble:
    """Say in plain words what an error of the radio means.

    >>> explain(TimeoutError()).what
    'the strap or the Bluetooth adapter did not answer in time'
    """
    return _trouble_of(error).about(kind)


def explain_scan(error: BaseException, kind: SensorKind = SensorKind.STRAP) -> Trouble:
    """Say in plain words why looking around failed: then it cannot be the sensor."""
    trouble = _trouble_of(error)
    return (_OTHER if trouble is _AWAY else trouble).about(kind)


def explain_connect(error: BaseException, kind: SensorKind = SensorKind.STRAP) -> Trouble:
    """Say in plain words why a connection was not made: an adapter in trouble says so itself."""
    trouble = _ELSEWHERE if isinstance(error, TimeoutError) else _trouble_of(error)
    return trouble.about(kind)


def is_another_thing(error: BaseException) -> bool:
    """Tell whether a device turned out to be something else than it looked like."""
    return _trouble_of(error) is _ANOTHER_THING


def _trouble_of(error: BaseException) -> Trouble:
    return next((TROUBLES[shape] for shape in shapes_of(error) if shape in TROUBLES), _OTHER)


def why_missing(wanted: str | None, kind: SensorKind = SensorKind.STRAP) -> Trouble:
    """Say why a sensor may not be found, likeliest cause first.

    Args:
        wanted: The name or address that is looked for; None for any.
        kind: What it is.
    """
    channel = CHANNELS[kind]
    return Trouble(f"there is still no sign of {wanted or 'a ' + channel.noun}", channel.if_missing)


DRY = Trouble(
    "the strap finds no pulse", "wet its electrodes, pull the band tighter, give it half a minute"
)
