"""Deutsch."""

from __future__ import annotations

from typing import Final

from runwalk.engine.heartrate import Fault
from runwalk.engine.phases import Action, Cause, Phase, Reason
from runwalk.engine.sample import MarkKind
from runwalk.outputs.german_forms import NAMES, NEWS
from runwalk.outputs.screen_wording import AnswerWords, FaceWords, PageWords, TerminalWords
from runwalk.outputs.state import State
from runwalk.outputs.wording import (
    CeilingWords,
    Language,
    LineWords,
    SummaryWords,
    WhyWords,
    Wording,
)

_WHY = WhyWords(
    rose="Der Puls stieg in {window_s:.0f} Sekunden um {rise_bpm:.0f} Schläge: {because}.",
    coming="Der Puls wird gleich steigen: {because}.",
    slow=(
        "Der Puls {doing} um {drift_bpm_per_h:.0f} Schläge pro Stunde, "
        "plus oder minus {drift_sd_bpm_per_h:.0f}."
    ),
    drifting="driftet nach oben",
    rising="steigt",
    level="Der Puls steigt nicht.",
    no_speed="Ohne Tempo weiß ich nicht, ob du schneller bist oder der Puls driftet.",
    no_reason="nichts, was ich messe, erklärt es",
    no_heart="Ich habe keinen Puls, dem ich traue.",
    because={
        Cause.START: "das ist der Anfang des Laufs",
        Cause.BOUT: "du läufst wieder",
        Cause.SURGE: "du bist schneller geworden",
        Cause.HILL: "die Steigung erklärt das meiste",
        Cause.EFFORT: "du wurdest schneller, oder es ging bergauf",
    },
    hill_in_part="die Steigung erklärt einen Teil",
    asked_for="dieser Teil des Trainings verlangt es",
    faults={
        "spike_s": "Er sprang, wie kein Herz es tut.",
        "out_of_range_s": "So schlägt kein Herz.",
        "frozen_s": "Er hat sich zu lange nicht bewegt.",
        "no_contact_s": "Der Brustgurt hat die Haut verloren.",
        "beats_s": "Seine eigenen Schläge sagen etwas anderes.",
        "halved_s": "Er ist auf die Hälfte gefallen: jeder zweite Schlag fehlt.",
        "cadence_lock_s": "Er zählt deine Schritte.",
    },
    about={
        (Action.WALK, Reason.CEILING): (
            "Dein Puls war {hr_bpm:.0f}, deine Obergrenze ist {ceiling_bpm:.0f}, und Weiterlaufen "
            "führt zu etwa {run_demand_bpm:.0f}."
        ),
        (Action.WALK, Reason.LIMIT): (
            "Der Puls blieb bei {hr_bpm:.0f}, und dein Limit ist {limit_bpm:.0f}."
        ),
        (Action.WALK, Reason.TIME): "Ich hatte {without_s:.0f} Sekunden lang keinen Puls gesehen.",
        (Action.WALK, Reason.NOT_RECOVERING): (
            "Der Puls war noch {hr_bpm:.0f}, und unter {resume_bpm:.0f} läufst du wieder."
        ),
        (Action.RUN, Reason.RECOVERED): (
            "Der Puls fiel auf {hr_bpm:.0f}, und unter {resume_bpm:.0f} kannst du wieder laufen."
        ),
        (Action.RUN, Reason.TIME): (
            "Ich hatte {without_s:.0f} Sekunden lang keinen Puls gesehen, und du wolltest die Uhr."
        ),
        (Action.EASE, Reason.CEILING): (
            "Du gehst {walks_per_h:.0f} Mal pro Stunde, und wer langsamer läuft, geht seltener."
        ),
        (Action.INFO, Reason.HEADS_UP): "So kommt der Puls bald in die Nähe deiner Obergrenze.",
        (Action.INFO, Reason.DRIFT): (
            "Der Puls steigt um {bpm_per_h:.0f} Schläge pro Stunde, und deine Anstrengung nicht."
        ),
        (Action.INFO, Reason.RISING): (
            "Der Puls steigt um {bpm_per_h:.0f} Schläge pro Stunde. "
            "Ohne Tempo weiß ich nicht, ob du schneller bist oder der Puls driftet."
        ),
        (Action.INFO, Reason.SIGNAL_LOST): "Der Brustgurt sagte keinen Puls.",
        (Action.INFO, Reason.SENSOR): "Der Brustgurt sagte einen Puls, dem ich nicht traute.",
        (Action.INFO, Reason.SIGNAL_BACK): "Der Brustgurt sagt wieder einen Puls, dem ich traue.",
        (Action.INFO, Reason.WORKOUT): "Das Training verlangt es.",
        (Action.WALK, Reason.WORKOUT): "Das Training verlangt hier Gehen.",
        (
            Action.RUN,
            Reason.WORKOUT,
        ): "Das Training verlangt hier Laufen, und dein Puls erlaubt es.",
        (Action.WALK, Reason.STEEP): "So steil bergauf kostet Gehen weniger.",
        (Action.EASE, Reason.TOO_FAST): "Erholung wirkt nur, wenn sie langsam ist.",
        (Action.EASE, Reason.HIKE): "Der Puls ist höher, als dieser Teil verlangt.",
        (Action.EASE, Reason.FELT): "Du hast gesagt, dass es sich zu schwer anfühlt.",
        (Action.INFO, Reason.COUNTDOWN): "Damit dich der nächste Teil nicht überrascht.",
        (Action.INFO, Reason.WAITING): "Gelaufen wird erst, wenn der Puls gefallen ist.",
        (Action.INFO, Reason.TALK): "Wer in ganzen Sätzen reden kann, läuft locker.",
        (Action.INFO, Reason.UNMEASURED): "Dieser Teil endet nach Strecke, und niemand misst sie.",
    },
)

_LINES = LineWords(
    walk="GEH",
    run="LAUF",
    phases={
        Phase.WARM_UP: "einlaufen",
        Phase.RUN: "laufen",
        Phase.WALK: "gehen",
        Phase.PAUSED: "Pause",
        Phase.FINISHED: "fertig",
    },
    zone="Zone {zone}",
    ceiling_in="Obergrenze in {time}",
    between="({soonest} bis {latest})",
    or_later="({soonest} oder später)",
    resume_below="unter {resume_bpm:.0f} wieder laufen",
    drift="Drift {bpm_per_h:+.0f}±{sd:.0f} S/min je Stunde",
    rising="Anstieg {bpm_per_h:+.0f}±{sd:.0f} S/min je Stunde",
    drift_unknown="Drift unbekannt",
)

_SUMMARY = SummaryWords(
    times="{whole} im Ganzen: {ran} gelaufen, {walked} gegangen",
    share=" ({share} gelaufen)",
    ways="{ran} mit {pace} gelaufen, {walked} gegangen",
    tagged="aus anderen Gründen gegangen, was nicht zählt: {tags}",
    tag="{tag} {time}",
    above="{above} über der Obergrenze; {walks}-mal zum Gehen gerufen, {runs}-mal zum Laufen",
    cues_per_h="{cues_per_h:.0f} Ansagen pro Stunde",
    needed=(
        "; {needed} von {judged} Rufen zum Gehen waren nötig, der Gipfel des Pulses lag dann "
        "{where} der Obergrenze"
    ),
    at="an",
    below="{bpm} S/min unter",
    over="{bpm} S/min über",
    zones="Zeit in Zonen: {zones}",
    zone="Zone {zone} {time}",
    rose="der Puls stieg um {bpm_per_h:.0f} ± {sd:.0f} S/min je Stunde",
    untrusted="Puls fehlte oder war unsicher: {share}",
)

_ANSWERS = AnswerWords(
    tell="sagen",
    close="zurück",
    talk="Kannst du sprechen?",
    talk_ok="Reden geht",
    talk_hard="geht kaum",
    efforts="Wie hart ist es? (1 ganz leicht, 10 alles)",
    keys="Mühe",
    effort="Mühe {rpe:g}",
    causes="Gehen aus anderem Grund",
    tags={"cramp": "Krampf", "stomach": "Magen", "heat": "Hitze"},
    over="{tag} vorbei",
    part="Dieser Teil",
    skip="auslassen",
)

_FACE = FaceWords(
    states={
        State.WARM_UP: "EINLAUFEN",
        State.RUN: "LAUFEN",
        State.EASE: "LANGSAMER",
        State.WALK: "GEHEN",
        State.BLIND: "RUHIG",
        State.PAUSED: "PAUSE",
        State.FINISHED: "FERTIG",
    },
    bouts={
        State.WARM_UP: "Einlaufen {time}",
        State.RUN: "dieser Lauf {time}",
        State.EASE: "dieser Lauf {time}",
        State.WALK: "Gehpause {time}",
        State.BLIND: "dieses Stück {time}",
        State.PAUSED: "Pause {time}",
    },
    faults={
        Fault.STARTING: "das Signal hat eben erst begonnen",
        Fault.OUT_OF_RANGE: "so schlägt kein Herz",
        Fault.SPIKE: "er sprang, wie kein Herz es tut",
        Fault.FROZEN: "er hat sich zu lange nicht bewegt",
        Fault.NO_CONTACT: "der Brustgurt hat die Haut verloren",
        Fault.BEATS: "seine eigenen Schläge sagen etwas anderes",
        Fault.HALVED: "er ist auf die Hälfte gefallen",
        Fault.CADENCE_LOCK: "er zählt deine Schritte",
    },
    doubt="dieser Puls ist unsicher",
    doubt_why="dieser Puls ist unsicher: {why}",
    no_signal="kein Signal",
    no_signal_for="kein Signal seit {time}",
    no_signal_yet="noch kein Signal",
    battery="Batterie {left_pct} %",
    zone="Zone {number}, {name}",
    band="{floor_bpm} bis {ceiling_bpm} S/min",
    no_band="keine Obergrenze in diesem Teil",
    beat="1 Schlag",
    beats="{count} Schläge",
    up="noch {beats} bis {bpm}",
    at="an der Obergrenze, {bpm}",
    over="{beats} über {bpm}",
    ceiling="Obergrenze {bpm}",
    down="noch {beats} hinab bis {bpm}",
    nearly="gleich geschafft",
    walk_until="gehen bis {bpm}",
    ceiling_in="Obergrenze in {time}",
    ceiling_between="Obergrenze in {time} ({soonest} - {latest})",
    ceiling_from="Obergrenze in {time} (ab {soonest})",
    ceiling_far="Obergrenze in etwa {minutes} min",
    drift="Drift {bpm_per_h:+.0f} ± {sd:.0f} S/min/h",
    rise="Anstieg {bpm_per_h:+.0f} ± {sd:.0f} S/min/h",
    no_drift="noch keine Drift ({bpm_per_h:+.0f} ± {sd:.0f} S/min/h)",
    no_rise="noch kein Anstieg ({bpm_per_h:+.0f} ± {sd:.0f} S/min/h)",
    drift_early="Drift: noch zu früh",
    drift_blind="Drift: ich sehe dein Gehen nicht",
    done="Training zu Ende",
    round_of="{number} von {of}",
    left="noch {time}",
    left_m="noch {left_m:.0f} m",
    waiting="bis der Puls unten ist",
    quiet="ich bin eine Weile still",
    walk_for="Gehen wegen: {tag}",
    meant="so gewollt: nur dein Limit spricht",
    pause="Pause",
    go_on="weiter",
    lap="Runde",
    to_ceiling="Grenze {bpm}",
    lower="Grenze -1",
    higher="Grenze +1",
    why="warum",
    finish="fertig",
    marks={
        MarkKind.PAUSE: "Pause",
        MarkKind.RESUME: "weiter",
        MarkKind.LAP: "Runde",
        MarkKind.CEILING: "Grenze",
        MarkKind.WHY: "warum",
        MarkKind.FINISH: "fertig",
    },
    answers=_ANSWERS,
)

_TERMINAL = TerminalWords(
    waiting="warte auf die erste Sekunde",
    stay="bleib bei {band}",
    ceiling_label="bis {bpm}",
    walk_label="gehen ░",
    ago="vor {minutes} min",
    now="jetzt",
    space="Leer",
    mute="stumm",
    unmute="Ton",
    is_muted="stumm",
    muted="stumm; dein Limit hörst du trotzdem",
    unmuted="der Ton ist an",
    no_sound="es gibt keinen Ton, der stumm werden kann",
    pressed="{mark}: in der nächsten Sekunde",
    moved="Grenze {step_bpm:+d}",
    finishing="wird beendet",
    press_again="noch einmal F beendet und speichert den Lauf",
    too_many="zu viele Tasten; warte eine Sekunde",
    failed="der Bildschirm ist ausgefallen ({why})",
    nobody_knows="niemand weiß, warum",
    goes_on="der Lauf geht in Zeilen weiter; Strg-C beendet und speichert ihn",
    on_phone="auf deinem Telefon: {address}",
)

_PAGE = PageWords(
    run="Dein Lauf",
    task="Was zu tun ist",
    heart="Puls",
    moment="Dieser Augenblick",
    past="Der Puls bis jetzt",
    chart="Der Puls im Lauf der Zeit mit der Obergrenze",
    buttons="Tasten",
    wait="WARTEN",
    no_link="KEIN KONTAKT",
    start="Tippen zum Starten",
    start_does="Das schaltet Stimme und Töne ein und lässt den Bildschirm an.",
    may_sleep=(
        "Bei dieser Adresse kann der Bildschirm dunkel werden. Stelle dein Telefon so ein, dass es"
        " sich nicht sperrt, oder starte runwalk mit --https."
    ),
    safety=(
        "Halte an und setz dich hin, wenn dir nicht gut ist. Das hier ist kein Medizinprodukt."
    ),
    ready="Bereit.",
    mute="stumm",
    sure="sicher?",
    in_doubt="S/min, unsicher",
    over="Der Lauf ist zu Ende.",
    away="Keine Verbindung zum Lauf. Neuer Versuch.",
    noted="{mark}: notiert",
    refused="{mark}: abgelehnt",
    not_sent="{mark}: nicht gesendet",
    press_again="Die Taste {mark} hat den Lauf nicht erreicht. Drücke noch einmal.",
    floor="Untergrenze {bpm}",
    ceiling="Obergrenze {bpm}",
)

_CEILING = CeilingWords(
    is_at="Deine Obergrenze ist {bpm} Schläge pro Minute: lockeres Laufen bleibt darunter.",
    heard=(
        "Du hörst GEHEN, kurz bevor du sie erreichst, und LAUFEN, wenn dein Puls wirklich unten"
        " ist."
    ),
    planned=("Gehen gehört zum Plan. Du solltest die ganze Zeit in ganzen Sätzen sprechen können."),
    limit="Dein hartes Limit ist {bpm}: 15 s lang gehalten, spricht es immer.",
    own="`runwalk setup` errechnet deine eigenen Zahlen. Das wird einmal gesagt.",
    safety=(
        "Regeln nach dem Puls passen vielleicht nicht zu dir, wenn du einen Herzschrittmacher hast,"
        " Betablocker oder andere Herzmittel nimmst, oder schwanger bist: frage zuerst deine Ärztin"
        " oder deinen Arzt. runwalk ist kein Medizinprodukt."
    ),
    estimated=(
        "Dein Maximum ist nach deinem Alter geschätzt; das liegt bei einem von drei Menschen um"
        " mehr als 11 Schläge daneben. Ein gemessenes, etwa aus einem Wettkampf, ist besser."
    ),
    any_key="Drücke eine Taste, um zu beginnen.",
)

GERMAN: Final = Wording(
    language=Language.GERMAN,
    name="Deutsch",
    cues={
        (Action.WALK, Reason.CEILING): "Gehen. Dein Puls ist nah an deiner Obergrenze.",
        (Action.WALK, Reason.DRIFT): "Gehen. Dein Puls ist nach oben gedriftet.",
        (Action.WALK, Reason.RISING): "Gehen. Der Puls steigt bei gleicher Anstrengung.",
        (Action.WALK, Reason.SURGE): "Gehen. Du bist schneller geworden.",
        (Action.WALK, Reason.HILL): "Gehen. Die Steigung hebt deinen Puls.",
        (Action.WALK, Reason.EFFORT): "Gehen. Deine Anstrengung ist größer geworden.",
        (Action.WALK, Reason.START): "Gehen. Du bist etwas schnell gestartet.",
        (Action.WALK, Reason.LIMIT): (
            "Dein Puls ist an deinem Limit. Gehen, und anhalten, wenn dir nicht gut ist."
        ),
        (Action.WALK, Reason.TIME): "Gehen. Ich sehe deinen Puls nicht.",
        (Action.WALK, Reason.NOT_RECOVERING): (
            "Der Puls sinkt nicht. Weiter gehen, langsamer, und anhalten, wenn dir nicht gut ist."
        ),
        (Action.RUN, Reason.RECOVERED): "Laufen.",
        (Action.RUN, Reason.TIME): "Laufen, nach der Uhr.",
        (Action.EASE, Reason.CEILING): "Etwas langsamer laufen.",
        (Action.INFO, Reason.DRIFT): (
            "Der Puls driftet um {bpm_per_h:.0f} Schläge pro Stunde nach oben."
        ),
        (Action.INFO, Reason.RISING): (
            "Der Puls steigt um {bpm_per_h:.0f} Schläge pro Stunde bei gleicher Anstrengung."
        ),
        (Action.INFO, Reason.HEADS_UP): "In etwa {walk_in_s:.0f} Sekunden gehen.",
        (Action.INFO, Reason.SIGNAL_LOST): "Kein Puls. Prüfe den Brustgurt.",
        (Action.INFO, Reason.SENSOR): "Der Puls sieht falsch aus. Prüfe den Brustgurt.",
        (Action.INFO, Reason.SIGNAL_BACK): "Der Puls ist wieder da.",
        (Action.WALK, Reason.WORKOUT): "Gehen.",
        (Action.WALK, Reason.STEEP): "Diesen Hügel gehen.",
        (Action.RUN, Reason.WORKOUT): "Laufen.",
        (Action.EASE, Reason.TOO_FAST): "Langsamer. Dieser Teil ist zum Erholen.",
        (Action.EASE, Reason.HIKE): "Etwas nachlassen: langsamer oder flacher.",
        (Action.EASE, Reason.FELT): "Nachlassen. Deine Obergrenze sinkt mit.",
        (Action.INFO, Reason.WORKOUT): "Das Training ist geschafft.",
        (Action.INFO, Reason.COUNTDOWN): "Nächster Teil in {left_s:.0f} Sekunden.",
        (Action.INFO, Reason.WAITING): "Noch nicht: erst muss der Puls sinken.",
        (Action.INFO, Reason.TALK): "Kannst du in ganzen Sätzen sprechen?",
        (Action.INFO, Reason.UNMEASURED): (
            "Ich kann die Strecke nicht messen. Drücke am Ende die Rundentaste."
        ),
        (Action.INFO, Reason.WHY): _WHY.rose,
    },
    actions={
        Action.WALK: "Gehen.",
        Action.RUN: "Laufen.",
        Action.EASE: "Langsamer.",
        Action.INFO: "Hinweis.",
    },
    again="Jetzt bitte gehen.",
    part="{part}.",
    part_of="{part}, {round:.0f} von {rounds:.0f}.",
    heart_rate="Puls {bpm}.",
    bpm="S/min",
    decimal_mark=",",
    percent="{number} %",
    why=_WHY,
    lines=_LINES,
    summary=_SUMMARY,
    face=_FACE,
    terminal=_TERMINAL,
    page=_PAGE,
    ceiling=_CEILING,
    news=NEWS,
    names=NAMES,
)
