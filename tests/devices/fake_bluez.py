"""A small ``org.bluez`` of our own on a private D-Bus, for bleak's unmodified BlueZ backend.

    async with private_bus() as address:          # sets DBUS_SYSTEM_BUS_ADDRESS
        bluez = FakeBluez()
        await bluez.start(address)
        strap = bluez.add(H10)

It answers what bleak asks of BlueZ 5.66 and no more. Its straps take the same orders as
:class:`devices.virtual_radio.VirtualSensor`.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from typing import Any

from dbus_fast import Message, MessageFlag, MessageType, Variant
from dbus_fast.aio import MessageBus

from devices import hrm
from devices.sensors import CHANNELS, SensorKind
from devices.virtual_radio import CONTROL_POINT, SensorSpec

PROPERTIES = "org.freedesktop.DBus.Properties"
OBJECT_MANAGER = "org.freedesktop.DBus.ObjectManager"
ADAPTER, DEVICE = "org.bluez.Adapter1", "org.bluez.Device1"
SERVICE, CHARACTERISTIC = "org.bluez.GattService1", "org.bluez.GattCharacteristic1"

_ADAPTER_PATH = "/org/bluez/hci0"
_CONNECTING_S = 0.03
_ADVERTISING_S = 0.05
Interfaces = dict[str, dict[str, Variant]]
Answer = tuple[str, list[Any]]


class BluezError(Exception):
    """An answer that is an error.

    Attributes:
        name: Its D-Bus name.
        text: What BlueZ says with it.
    """

    def __init__(self, name: str, text: str = "") -> None:
        super().__init__(name, text)
        self.name = name
        self.text = text


class FakeBluez:
    """The service, its one adapter and everything on the bus below it.

    Attributes:
        straps: By address.
        next_errors: Errors to answer the next calls of a method with, first one first.
        calls: The names of the methods called so far.
    """

    def __init__(self, *, is_powered: bool = True) -> None:
        self.straps: dict[str, FakeStrap] = {}
        self.next_errors: defaultdict[str, list[BluezError]] = defaultdict(list)
        self.calls: list[str] = []
        self.objects: dict[str, Interfaces] = {
            _ADAPTER_PATH: {
                ADAPTER: {
                    "Address": Variant("s", "00:11:22:33:44:55"),
                    "AddressType": Variant("s", "public"),
                    "Name": Variant("s", "fake"),
                    "Alias": Variant("s", "fake"),
                    "Powered": Variant("b", is_powered),
                    "Discovering": Variant("b", False),
                    "UUIDs": Variant("as", []),
                    "Roles": Variant("as", ["central", "peripheral"]),
                }
            }
        }
        self._scanning: set[str] = set()  # unique names of the programs that scan
        self._tasks: set[asyncio.Task[None]] = set()
        self._bus: MessageBus | None = None

    async def start(self, address: str) -> None:
        """Take the name ``org.bluez`` on the bus."""
        self._bus = MessageBus(bus_address=address, negotiate_unix_fd=True)
        await self._bus.connect()
        self._bus.add_message_handler(self._on_message)
        await self._bus.request_name("org.bluez")
        self.spawn(self._advertise())

    async def stop(self) -> None:
        """Leave the bus."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        assert self._bus is not None
        self._bus.disconnect()
        await self._bus.wait_for_disconnect()

    def add(self, spec: SensorSpec) -> FakeStrap:
        """Put a strap into the air."""
        strap = self.straps[spec.address] = FakeStrap(self, spec)
        return strap

    def switch(self, *, on: bool) -> None:
        """Switch the adapter on or off; off drops every link."""
        self.change(_ADAPTER_PATH, ADAPTER, Powered=Variant("b", on))
        if not on:
            for strap in self.straps.values():
                strap.drop()

    @property
    def is_powered(self) -> bool:
        """Whether the adapter is on."""
        return bool(self.objects[_ADAPTER_PATH][ADAPTER]["Powered"].value)

    def spawn(self, work: Any) -> None:
        """Run something beside, until it is done or the service stops."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # The tree of objects, and the signals that tell of it.

    def add_object(self, path: str, interfaces: Interfaces) -> None:
        """Put an object on the bus."""
        self.objects[path] = interfaces
        self._signal("/", OBJECT_MANAGER, "InterfacesAdded", "oa{sa{sv}}", [path, interfaces])

    def remove_objects(self, path: str) -> None:
        """Take an object and all below it from the bus."""
        below = [one for one in self.objects if one == path or one.startswith(f"{path}/")]
        for one in sorted(below, reverse=True):
            names = list(self.objects.pop(one))
            self._signal("/", OBJECT_MANAGER, "InterfacesRemoved", "oas", [one, names])

    def change(self, path: str, interface: str, **changed: Variant) -> None:
        """Change properties of an object; of one that is gone, nothing."""
        if path in self.objects:
            self.objects[path][interface].update(changed)
            body = [interface, changed, []]
            self._signal(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", body)

    def _signal(self, path: str, interface: str, member: str, signature: str, body: Any) -> None:
        assert self._bus is not None
        self._bus.send(
            Message(
                path=path,
                interface=interface,
                member=member,
                message_type=MessageType.SIGNAL,
                signature=signature,
                body=body,
            )
        )

    # Calls.

    def _on_message(self, message: Message) -> bool | None:
        is_call = message.message_type is MessageType.METHOD_CALL
        is_ours = message.path == "/" or message.path.startswith("/org/bluez")
        if not (is_call and is_ours):
            return None
        self.spawn(self._answer(message))
        return True  # answered later

    async def _answer(self, message: Message) -> None:
        self.calls.append(message.member)
        try:
            signature, body = await self._handle(message)
            reply = Message.new_method_return(message, signature, body)
        except BluezError as error:
            reply = Message.new_error(message, error.name, error.text)
        except Exception as error:  # noqa: BLE001  # a mistake made here must be seen by the test
            reply = Message.new_error(message, "runwalk.test.Mistake", repr(error))
        assert self._bus is not None
        if MessageFlag.NO_REPLY_EXPECTED not in message.flags:
            self._bus.send(reply)

    async def _handle(self, message: Message) -> Answer:
        if self.next_errors[message.member]:
            raise self.next_errors[message.member].pop(0)
        if message.member == "GetManagedObjects":
            return "a{oa{sa{sv}}}", [self.objects]
        if message.path not in self.objects:
            raise BluezError("org.freedesktop.DBus.Error.UnknownObject", message.path)
        if message.interface == ADAPTER:
            return self._handle_adapter(message)
        strap = next(s for s in self.straps.values() if message.path.startswith(s.path))
        if message.interface == DEVICE:
            if message.member == "Connect":
                await strap.connect()
            elif message.member == "Disconnect":
                strap.disconnect()
            return "", []
        return strap.handle_gatt(message)

    def _handle_adapter(self, message: Message) -> Answer:
        if message.member == "StartDiscovery":
            if not self.is_powered:
                raise BluezError("org.bluez.Error.NotReady", "Resource Not Ready")
            if message.sender in self._scanning:
                raise BluezError("org.bluez.Error.InProgress", "Operation already in progress")
            self._scanning.add(message.sender)
            self.change(_ADAPTER_PATH, ADAPTER, Discovering=Variant("b", True))
        elif message.member == "StopDiscovery":
            self._scanning.discard(message.sender)
            self.change(_ADAPTER_PATH, ADAPTER, Discovering=Variant("b", bool(self._scanning)))
        return "", []

    async def _advertise(self) -> None:
        while True:
            for strap in self.straps.values():
                if self._scanning and strap.is_calling:
                    strap.advertise()
            await asyncio.sleep(_ADVERTISING_S)


class FakeStrap:
    """A strap as BlueZ shows it, with faults on demand.

    Attributes:
        is_in_range: Whether the runner is near.
        is_held: Whether another device has it.
        is_stalled: Whether it has stopped to notify.
        is_connected: Whether the adapter has it.
        written: What was written to it: path of the characteristic, and bytes.
    """

    supervision_timeout_s = 0.5

    def __init__(self, bluez: FakeBluez, spec: SensorSpec) -> None:
        self._bluez = bluez
        self.spec = spec
        self.path = f"{_ADAPTER_PATH}/dev_{spec.address.replace(':', '_')}"
        self.is_in_range = True
        self.is_held = False
        self.is_stalled = False
        self.is_connected = False
        self._call_count = 0
        self._is_given_up = asyncio.Event()
        self._paths: dict[str, str] = {}  # of characteristics, by UUID
        self._values: dict[str, bytes] = {}  # of characteristics, by path
        self._notifying: set[str] = set()  # paths
        self.written: list[tuple[str, bytes]] = []

    @property
    def is_calling(self) -> bool:
        """Whether a scanner can hear it and a client can connect to it."""
        is_free = not self.is_held and not self.is_connected
        return self.is_in_range and is_free and self._bluez.is_powered

    def advertise(self) -> None:
        """Be heard by the scanners."""
        # BlueZ tells of a property only when it changes, and so RSSI has to.
        self._call_count += 1
        rssi = Variant("n", self.spec.rssi_dbm + self._call_count % 2)
        if self.path in self._bluez.objects:
            self._bluez.change(self.path, DEVICE, RSSI=rssi)
        else:
            self._bluez.add_object(self.path, {DEVICE: self._properties() | {"RSSI": rssi}})

    def _properties(self) -> dict[str, Variant]:
        return {
            "Address": Variant("s", self.spec.address),
            "AddressType": Variant("s", "random"),
            "Name": Variant("s", self.spec.name),
            "Alias": Variant("s", self.spec.name),
            "Paired": Variant("b", False),
            "Bonded": Variant("b", False),
            "Trusted": Variant("b", False),
            "Blocked": Variant("b", False),
            "Connected": Variant("b", False),
            "ServicesResolved": Variant("b", False),
            "UUIDs": Variant("as", list(self.spec.services)),
            "Adapter": Variant("o", _ADAPTER_PATH),
        }

    # The connection.

    async def connect(self) -> None:
        """Connect as BlueZ does: wait for the strap for ever, or until somebody gives up."""
        if self.is_connected:
            return
        self._is_given_up.clear()
        await asyncio.sleep(_CONNECTING_S)
        while not self.is_calling:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_ADVERTISING_S):
                    await self._is_given_up.wait()
                    raise BluezError("org.bluez.Error.Failed", "le-connection-abort-by-local")
        self.show_connected()

    def show_connected(self) -> None:
        """Be connected, for whomever it may be."""
        self.is_connected = True
        self._bluez.change(self.path, DEVICE, Connected=Variant("b", True))
        self._add_gatt()
        self._bluez.change(self.path, DEVICE, ServicesResolved=Variant("b", True))

    def disconnect(self) -> None:
        """Be let go by the program, or end its try to connect."""
        if not self.is_connected and self._is_given_up.is_set():
            raise BluezError("org.bluez.Error.NotConnected", "Not Connected")
        self._is_given_up.set()
        self.drop()

    def _add_gatt(self) -> None:
        spec, read = self.spec, ["read"]
        channel = CHANNELS[spec.kind]
        own = {channel.measurement: (["notify"], b"")}
        if spec.kind is SensorKind.STRAP:
            own[hrm.BODY_SENSOR_LOCATION] = (read, bytes([1]))
        elif spec.kind is SensorKind.TREADMILL:
            own[CONTROL_POINT] = (["write", "indicate"], b"")
        table = {
            channel.service: own,
            hrm.BATTERY_SERVICE: {
                hrm.BATTERY_LEVEL: (["read", "notify"], bytes([spec.battery_pct]))
            },
            hrm.DEVICE_INFORMATION_SERVICE: {
                hrm.MANUFACTURER_NAME: (read, spec.manufacturer.encode()),
                hrm.MODEL_NUMBER: (read, spec.model.encode()),
                hrm.SERIAL_NUMBER: (read, spec.serial.encode()),
                hrm.FIRMWARE_REVISION: (read, spec.firmware.encode()),
            },
        }
        handle = 0
        for service_uuid, characteristics in table.items():
            handle += 1
            service_path = f"{self.path}/service{handle:04x}"
            service = {
                "UUID": Variant("s", service_uuid),
                "Device": Variant("o", self.path),
                "Primary": Variant("b", True),
                "Includes": Variant("ao", []),
            }
            self._bluez.add_object(service_path, {SERVICE: service})
            for uuid, (flags, value) in characteristics.items():
                handle += 2
                path = self._paths[uuid] = f"{service_path}/char{handle:04x}"
                self._values[path] = value
                characteristic = {
                    "UUID": Variant("s", uuid),
                    "Service": Variant("o", service_path),
                    "Value": Variant("ay", b""),
                    "Flags": Variant("as", flags),
                    "MTU": Variant("q", 247),
                }
                self._bluez.add_object(path, {CHARACTERISTIC: characteristic})

    def handle_gatt(self, message: Message) -> Answer:
        """Answer a call to a characteristic."""
        if not self.is_connected:
            raise BluezError("org.bluez.Error.Failed", "Not connected")
        if message.member == "ReadValue":
            return "ay", [self._values[message.path]]
        if message.member == "StartNotify":
            self._notifying.add(message.path)
        elif message.member == "StopNotify":
            self._notifying.discard(message.path)
        elif message.member == "WriteValue":
            self.written.append((message.path, bytes(message.body[0])))
        else:
            raise BluezError("org.freedesktop.DBus.Error.UnknownMethod", message.member)
        return "", []

    # Orders, as of a VirtualSensor.

    def notify(self, payload: bytes, uuid: str | None = None) -> bool:
        """Send a packet, of what it measures if not said; False where nobody heard it."""
        path = self._paths.get(uuid or CHANNELS[self.spec.kind].measurement)
        can_send = self.is_connected and self.is_in_range and not self.is_stalled
        if not can_send or path not in self._notifying:
            return False
        self._bluez.change(path, CHARACTERISTIC, Value=Variant("ay", payload))
        return True

    def set_battery(self, battery_pct: int) -> None:
        """Change the battery level [%] and notify it."""
        self._values[self._paths[hrm.BATTERY_LEVEL]] = bytes([battery_pct])
        self.notify(bytes([battery_pct]), hrm.BATTERY_LEVEL)

    def drop(self) -> None:
        """Lose the link at once."""
        if not self.is_connected:
            return
        self.is_connected = False
        self._notifying.clear()
        self._bluez.change(self.path, DEVICE, ServicesResolved=Variant("b", False))
        for path in [one for one in self._bluez.objects if one.startswith(f"{self.path}/service")]:
            self._bluez.remove_objects(path)
        self._bluez.change(self.path, DEVICE, Connected=Variant("b", False))

    def leave(self) -> None:
        """Go out of range: silence at once, the link lost a little later."""
        self.is_in_range = False
        loop = asyncio.get_running_loop()
        loop.call_later(self.supervision_timeout_s, self._lose_if_away)

    def _lose_if_away(self) -> None:
        if not self.is_in_range:
            self.drop()

    def come_back(self) -> None:
        """Come into range again."""
        self.is_in_range = True

    def hold(self) -> None:
        """Let another device have it."""
        self.is_held = True
        self.drop()

    def let_go(self) -> None:
        """Let the other device leave it."""
        self.is_held = False

    def stall(self) -> None:
        """Stop to notify and keep the link."""
        self.is_stalled = True

    def resume(self) -> None:
        """Notify again."""
        self.is_stalled = False

    def forget(self) -> None:
        """Vanish from the bus, as BlueZ lets straps some 30 s after the last scan."""
        self._bluez.remove_objects(self.path)
