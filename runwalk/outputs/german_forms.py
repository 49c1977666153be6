"""German for what is made in English elsewhere: news of sensors and sound, names of parts."""

from __future__ import annotations

from typing import Final

NEWS: Final = {
    "strap: yours is {name}; `--strap any` takes another": (
        "Brustgurt: deiner ist {name}; `--strap any` nimmt einen anderen"
    ),
    "remembered {name} as your strap; `runwalk scan --forget` forgets it": (
        "{name} ist als dein Brustgurt gemerkt; `runwalk scan --forget` vergisst ihn"
    ),
    "your strap is not remembered: {why}": "dein Brustgurt ist nicht gemerkt: {why}",
    "strap: {what} ({detail})": "Brustgurt: {what} ({detail})",
    "strap: {what}": "Brustgurt: {what}",
    "foot pod: {what} ({detail})": "Laufsensor: {what} ({detail})",
    "foot pod: {what}": "Laufsensor: {what}",
    "treadmill: {what} ({detail})": "Laufband: {what} ({detail})",
    "treadmill: {what}": "Laufband: {what}",
    "hearing {name}": "höre {name}",
    "looking for a heart rate strap": "suche einen Brustgurt",
    "looking for a foot pod": "suche einen Laufsensor",
    "looking for a treadmill": "suche ein Laufband",
    "looking for {name}": "suche {name}",
    "connecting to {name}": "verbinde mit {name}",
    "lost {name}; looking for it": "{name} ist weg; suche danach",
    "{name} is connected but says nothing; connecting again": (
        "{name} ist verbunden, sagt aber nichts; verbinde neu"
    ),
    "several straps are near; taking the strongest, {name}": (
        "mehrere Brustgurte sind nah; nehme den stärksten, {name}"
    ),
    "several foot pods are near; taking the strongest, {name}": (
        "mehrere Laufsensoren sind nah; nehme den stärksten, {name}"
    ),
    "several treadmills are near; taking the strongest, {name}": (
        "mehrere Laufbänder sind nah; nehme das stärkste, {name}"
    ),
    "there is still no sign of a heart rate strap": "noch immer ist kein Brustgurt zu finden",
    "there is still no sign of a foot pod": "noch immer ist kein Laufsensor zu finden",
    "there is still no sign of a treadmill": "noch immer ist kein Laufband zu finden",
    "there is still no sign of {name}": "{name} ist noch immer nicht zu finden",
    "put it on with wet electrodes; close phone apps, watches and treadmills that may hold it"
    " (most straps talk to one device at a time); check its battery": (
        "lege ihn mit feuchten Elektroden an; schließe Apps, Uhren und Laufbänder, die ihn halten"
        " (die meisten Gurte reden nur mit einem Gerät); prüfe die Batterie"
    ),
    "move your feet to wake it; close phone apps and watches that may hold it; check its battery": (
        "bewege die Füße, um ihn zu wecken; schließe Apps und Uhren, die ihn halten; prüfe die"
        " Batterie"
    ),
    "wake its display; close apps that may hold it": (
        "wecke seine Anzeige; schließe Apps, die es halten"
    ),
    "the strap finds no pulse": "findet keinen Puls",
    "wet its electrodes, pull the band tighter, give it half a minute": (
        "befeuchte die Elektroden, zieh das Band fester, gib ihm eine halbe Minute"
    ),
    "the {sensor} went out of reach": "ist außer Reichweite",
    "the {sensor} or the Bluetooth adapter did not answer in time": (
        "keine Antwort in der erwarteten Zeit, vielleicht auch vom Bluetooth-Adapter"
    ),
    "come closer; if that does not help, switch Bluetooth off and on": (
        "geh näher heran; hilft das nicht, schalte Bluetooth aus und ein"
    ),
    "the {sensor} does not answer": "antwortet nicht",
    "it may be out of reach, or held by a phone, watch or treadmill": (
        "vielleicht außer Reichweite, oder von Telefon, Uhr oder Laufband gehalten"
    ),
    "the {sensor} refused": "weist die Verbindung ab",
    "remove its pairing in the Bluetooth settings and try again": (
        "entferne die Kopplung in den Bluetooth-Einstellungen und versuche es noch einmal"
    ),
    "this device does not send a heart rate": "dieses Gerät sendet keinen Puls",
    "this device does not send a running speed": "dieses Gerät sendet kein Lauftempo",
    "this device does not send what a treadmill tells": "dieses Gerät ist kein Laufband",
    "choose another; `runwalk scan` lists them": "wähle ein anderes; `runwalk scan` nennt sie",
    "Bluetooth is switched off": "Bluetooth ist ausgeschaltet",
    "switch it on": "schalte es ein",
    "this computer has no Bluetooth adapter": "dieser Rechner hat keinen Bluetooth-Adapter",
    "plug one in": "stecke einen an",
    "the Bluetooth service is not running": "der Bluetooth-Dienst läuft nicht",
    "start it with: systemctl start bluetooth": "starte ihn mit: systemctl start bluetooth",
    "there is no system D-Bus to reach Bluetooth through": (
        "es gibt keinen System-D-Bus, der zu Bluetooth führt"
    ),
    "in a container, share /run/dbus of the host with it": (
        "in einem Container: gib ihm /run/dbus des Rechners"
    ),
    "this program may not use Bluetooth": "dieses Programm darf Bluetooth nicht benutzen",
    "on macOS allow your terminal under Privacy & Security > Bluetooth, on Linux join the"
    " group 'bluetooth', then try again": (
        "auf macOS erlaube es deinem Terminal unter Datenschutz & Sicherheit > Bluetooth, auf Linux"
        " tritt der Gruppe 'bluetooth' bei, dann versuche es noch einmal"
    ),
    "another program is using the Bluetooth adapter": (
        "ein anderes Programm benutzt den Bluetooth-Adapter"
    ),
    "close other programs that scan, or switch Bluetooth off and on": (
        "schließe andere Programme, die suchen, oder schalte Bluetooth aus und ein"
    ),
    "this Bluetooth adapter is too old for straps": (
        "dieser Bluetooth-Adapter ist zu alt für Brustgurte"
    ),
    "plug in one with Bluetooth 4 or newer": "stecke einen mit Bluetooth 4 oder neuer an",
    "Bluetooth is blocked": "Bluetooth ist gesperrt",
    "unblock it with: rfkill unblock bluetooth": "entsperre es mit: rfkill unblock bluetooth",
    "the Bluetooth adapter reports a problem": "der Bluetooth-Adapter meldet ein Problem",
    "switch Bluetooth off and on": "schalte Bluetooth aus und ein",
    "{output} failed and is switched off ({error}); the run goes on": (
        "{output} ist ausgefallen und bleibt aus ({error}); der Lauf geht weiter"
    ),
    "the screen": "der Bildschirm",
    "the page": "die Seite",
    "the voice": "die Stimme",
    "sound": "der Ton",
    "this list of lines": "diese Liste von Zeilen",
    "no tones: the sound device fails": "keine Töne: das Tongerät versagt",
    "no tones: the sound device has stopped": "keine Töne: das Tongerät steht still",
    "no voice: {name} hangs; {detail}": "keine Stimme: {name} hängt; {detail}",
    "no voice: {name} fails (exit status {status}); {detail}": (
        "keine Stimme: {name} versagt (Status {status}); {detail}"
    ),
    "no voice: {name} cannot be started; {detail}": (
        "keine Stimme: {name} lässt sich nicht starten; {detail}"
    ),
    "see `command` under [voice] in your settings": (
        "siehe `command` unter [voice] in deinen Einstellungen"
    ),
}

NAMES: Final = {
    "very easy": "sehr locker",
    "easy": "locker",
    "moderate": "mittel",
    "hard": "hart",
    "very hard": "sehr hart",
    "too hard": "zu hart",
    "recovery": "Erholung",
    "aerobic": "aerob",
    "tempo": "Tempo",
    "sub-threshold": "unter der Schwelle",
    "threshold": "Schwelle",
    "anaerobic": "anaerob",
    "below": "darunter",
    "inside": "im Bereich",
    "above": "darüber",
    "zone {number}": "Zone {number}",
    "run": "Laufen",
    "walk": "Gehen",
    "hike": "Wandern",
    "jog": "Trab",
    "easy run": "lockerer Lauf",
    "hard run": "harter Lauf",
    "tempo run": "Tempolauf",
    "recovery run": "Erholungslauf",
    "run by heart rate": "Laufen nach Puls",
    "walk break": "Gehpause",
    "walk down": "Hinabgehen",
    "rest": "Ruhe",
    "warm-up": "Einlaufen",
    "cool-down": "Auslaufen",
    "stride": "Steigerung",
    "surge": "Antritt",
    "sprint": "Sprint",
    "hill": "Hügel",
    "stairs": "Treppen",
    "steady": "gleichmäßig",
    "settle in": "Eingewöhnen",
    "reference": "Vergleich",
    "mile": "Meile",
    "5 km test": "5-km-Test",
    "threshold test": "Schwellentest",
    "A skip": "Hopserlauf",
    "high knees": "Kniehebelauf",
    "glute kicks": "Anfersen",
    "fast feet": "schnelle Füße",
    "free": "frei",
    "run at {target}": "Laufen mit {target}",
    "walk at {target}": "Gehen mit {target}",
    "hike at {target}": "Wandern mit {target}",
    "{far} at mile pace": "{far} im Meilentempo",
    "{far} at 5k pace": "{far} im 5-km-Tempo",
    "{far} at 10k pace": "{far} im 10-km-Tempo",
    "{far} at half pace": "{far} im Halbmarathontempo",
    "{far} at marathon pace": "{far} im Marathontempo",
    "{far} at interval pace": "{far} im Intervalltempo",
    "{far} at rep pace": "{far} im Wiederholungstempo",
}
