"""The sessions that coaches write of, each a line of the workout language.

What their articles leave open, such as how long a rest is, is a parameter with a default of our
own choice. The numbers of ``rows`` are those of docs/methods.md.
"""

from __future__ import annotations

from difflib import get_close_matches

from runwalk.errors import WorkoutError
from runwalk.outputs.lines import clock
from runwalk.training.galloway import ratios_at
from runwalk.training.language import read_piece
from runwalk.training.session import Goal, Kind, Parameter, Session, Values

_WARM = Parameter(name="warm", kind=Kind.TIME, default="10:00", what="easy running before it")
_COOL = Parameter(name="cool", kind=Kind.TIME, default="10:00", what="easy running after it")
_LEVEL = Parameter(
    name="below",
    kind=Kind.LEVEL,
    default="floor",
    what="walk until heart rate is below this: 120, 65%, zone 2, floor (of your easy band)",
)
_MOST = Parameter(name="most", kind=Kind.TIME, default="3:00", what="... and for so long at most")
_THEN = Parameter(
    name="then",
    kind=Kind.CHOICE,
    default="wait",
    choices=("wait", "go on", "leave set"),
    what="where heart rate has not fallen by then: walk on, go on, or leave out the rest",
)
_RECOVERY = (_LEVEL, _MOST, _THEN)
_WALKED = "walk until hr<{below} or {most} then {then}"


def _time(name: str, default: str, what: str) -> Parameter:
    return Parameter(name=name, kind=Kind.TIME, default=default, what=what)


def _times(default: int, what: str = "how often", *, high: int = 50) -> Parameter:
    return Parameter(name="times", kind=Kind.COUNT, default=str(default), what=what, high=high)


def _pace(default: str) -> Parameter:
    return Parameter(
        name="pace",
        kind=Kind.TARGET,
        default=default,
        what="mile, 5k, 10k, half, marathon, 5k+10s/km, 4:30/km, 9mph, rpe 8",
    )


_CAP = Parameter(
    name="cap",
    kind=Kind.CAP,
    default="easy",
    what="jog no faster than this: easy (needs --race), 6:00/km, 10km/h, tempo",
)


def _far(default: str, what: str = "length of each") -> Parameter:
    return Parameter(name="far", kind=Kind.LENGTH, default=default, what=what)


# -- words that are made out of parameters


def _galloway(values: Values) -> Values:
    """Galloway's ratio for a pace in minutes a mile."""
    ratios = ratios_at(float(read_piece("time", values["pace"]).s))
    if not ratios:
        raise WorkoutError("pace", "Galloway's table ends at 18:30 a mile; walk, or take a ratio")
    first = ratios[0]
    whole_s = 60 * int(values["minutes"])
    rounds = max(1, round(whole_s / (first.run_s + first.walk_s)))
    return {"run": clock(first.run_s), "walk": clock(first.walk_s), "rounds": str(rounds)}


_FIVE_K_WEEKS = (("200m", 10), ("400m", 8), ("800m", 5), ("1mi", 3), ("2km", 2))
"""Longer and fewer from week to week; how many is our choice, about 2 to 5 km in all."""


def _five_k_week(values: Values) -> Values:
    far, times = _FIVE_K_WEEKS[int(values["week"]) - 1]
    return {"far": far, "times": str(times)}


def _hill_sprint_week(values: Values) -> Values:
    return {"times": str(min(10, 3 + int(values["week"])))}


_LADDERS = {
    "up": ("200m", "400m", "800m", "1200m"),
    "down": ("1200m", "800m", "400m", "200m"),
    "up-down": ("200m", "400m", "800m", "400m", "200m"),
}


def _ladder(values: Values) -> Values:
    walk = _WALKED.format_map(values)
    return {
        "steps": ", ".join(
            f"{far} run @{values['pace']}, {walk}" for far in _LADDERS[values["steps"]]
        )
    }


def _tread_hike(values: Values) -> Values:
    mph, wobble = float(values["mph"]), 0.2
    return {"low": f"{mph - wobble:.1f}", "high": f"{mph + wobble:.1f}"}


_BY_HEART = (
    Session(
        name="heart",
        title="Run and walk by heart rate",
        about="Run easily; walk when your heart is about to pass your ceiling, or drifts there.",
        rows=(2, 3, 5, 11, 12),
        goal=Goal.ENDURANCE,
        line="{time} easy",
        parameters=(_time("time", "45:00", "how long"),),
    ),
    Session(
        name="long",
        title="Easy long run with talk tests",
        about="A long run at a pace that lets you talk. Now and then you are asked if it does.",
        rows=(5, 6, 16),
        goal=Goal.ENDURANCE,
        line="{time} easy talk every {talk}",
        parameters=(
            _time("time", "1:30:00", "how long"),
            _time("talk", "15:00", "so often you are asked"),
        ),
    ),
    Session(
        name="hills-walked",
        title="Easy run, hills walked",
        about="Run easily, and walk up where walking is cheaper than running.",
        rows=(9,),
        goal=Goal.ENDURANCE,
        line="{time} easy walk hills",
        parameters=(_time("time", "45:00", "how long"),),
    ),
    Session(
        name="recovery",
        title="Recovery run",
        about="The day after a hard one: a ceiling 10 beats lower than on easy days.",
        rows=(11,),
        goal=Goal.RECOVERY,
        line="{time} recovery",
        parameters=(_time("time", "30:00", "how long"),),
    ),
    Session(
        name="return",
        title="Return from an injury",
        about="Short runs, long walks. No run is longer than you say, however good it feels.",
        rows=(10, 11),
        goal=Goal.RETURN,
        line='{warm} walk "warm-up", {time} easy runs up to {run} walks at least {walk}, '
        '{cool} walk "cool-down"',
        parameters=(
            _time("time", "20:00", "how long"),
            _time("run", "1:00", "longest run"),
            _time("walk", "2:00", "shortest walk"),
            _time("warm", "5:00", "walking before it"),
            _time("cool", "5:00", "walking after it"),
        ),
    ),
)

_BY_CLOCK = (
    Session(
        name="ratio",
        title="Run and walk by the clock",
        about="Run 2 to 5 minutes, walk one. Your heart may ask for a walk sooner.",
        rows=(1,),
        goal=Goal.ENDURANCE,
        line='{warm} walk "warm-up", {times}x({run} run easy, {walk} walk)',
        parameters=(
            _time("run", "2:00", "running, each time"),
            _time("walk", "1:00", "walking, each time"),
            _times(10, high=100),
            _time("warm", "5:00", "walking before it"),
        ),
    ),
    Session(
        name="ratio-15",
        title="15 minutes run, 1 minute walk",
        about="For who runs long already: by the clock and by the heart, whichever asks first.",
        rows=(2,),
        goal=Goal.ENDURANCE,
        line="{times}x({run} run easy, {walk} walk)",
        parameters=(
            _time("run", "15:00", "running, each time"),
            _time("walk", "1:00", "walking, each time"),
            _times(4),
        ),
    ),
    Session(
        name="galloway",
        title="Galloway's run walk run",
        about="The ratio of Galloway's table for your pace, running and walking together.",
        rows=(10,),
        goal=Goal.ENDURANCE,
        line='5:00 walk "warm-up", {rounds}x({run} run easy, {walk} walk)',
        parameters=(
            Parameter(
                name="pace", kind=Kind.TIME, default="12:00", what="your pace, minutes a mile"
            ),
            Parameter(
                name="minutes",
                kind=Kind.COUNT,
                default="40",
                what="how long, in minutes",
                low=5,
                high=600,
            ),
        ),
        derived=_galloway,
    ),
    Session(
        name="base",
        title="Base run with walks by distance",
        about="Walk a tenth of a mile every few miles, before your heart asks for it.",
        rows=(4,),
        goal=Goal.ENDURANCE,
        line="{times}x({every} run easy, {walk} walk)",
        parameters=(
            Parameter(name="every", kind=Kind.DISTANCE, default="2mi", what="run so far"),
            Parameter(name="walk", kind=Kind.DISTANCE, default="0.1mi", what="walk so far"),
            _times(3),
        ),
    ),
)

_SPEED = (
    Session(
        name="fartlek",
        title="Fartlek with jogs that become walks",
        about="Fast and slow. Jog no faster than easy, and walk where your heart has not fallen.",
        rows=(7, 8),
        goal=Goal.SPEED,
        line="{warm} easy, {times}x({fast} run hard, {jog} jog @<{cap}, "
        + _WALKED
        + "), {cool} easy",
        parameters=(
            _WARM,
            _times(6),
            _time("fast", "1:00", "fast, each time"),
            _time("jog", "1:00", "jogging, each time"),
            _CAP,
            *_RECOVERY,
            _COOL,
        ),
    ),
    Session(
        name="intervals",
        title="Intervals with walked recoveries",
        about="Hard runs; after each, walk until your heart has fallen.",
        rows=(7,),
        goal=Goal.SPEED,
        line="{warm} easy, {times}x({far} run @{pace}, " + _WALKED + "), {cool} easy",
        parameters=(_WARM, _times(5), _far("800m"), _pace("5k"), *_RECOVERY, _COOL),
    ),
    Session(
        name="400s",
        title="4 x 400 m at mile pace",
        about="Of the mile day: 400 m at the pace of your mile race, and a walked recovery.",
        rows=(7, 14, 26),
        goal=Goal.SPEED,
        line="{warm} easy, {times}x(400m run @{pace}, " + _WALKED + "), {cool} easy",
        parameters=(_WARM, _times(4), _pace("mile"), *_RECOVERY, _COOL),
    ),
    Session(
        name="200s",
        title="8 x 200 m at mile pace",
        about="Of the mile day: 200 m at the pace of your mile race, and a walked recovery.",
        rows=(26,),
        goal=Goal.SPEED,
        line="{warm} easy, {times}x(200m run @{pace}, " + _WALKED + "), {cool} easy",
        parameters=(_WARM, _times(8), _pace("mile"), *_RECOVERY, _COOL),
    ),
    Session(
        name="5k-ladder",
        title="Longer repeats from week to week, at 5 km pace",
        about="200 m in week 1, then 400 m, 800 m, a mile, and 2 km in week 5.",
        rows=(19,),
        goal=Goal.SPEED,
        line="{warm} easy, {times}x({far} run @{pace}, " + _WALKED + "), {cool} easy",
        parameters=(
            _WARM,
            Parameter(name="week", kind=Kind.COUNT, default="1", what="which week", high=5),
            _pace("5k"),
            *_RECOVERY,
            _COOL,
        ),
        derived=_five_k_week,
    ),
    Session(
        name="ladder",
        title="Ladder",
        about="Longer and longer repeats, and shorter again.",
        rows=(14,),
        goal=Goal.SPEED,
        line="{warm} easy, {steps}, {cool} easy",
        parameters=(
            _WARM,
            Parameter(
                name="steps",
                kind=Kind.CHOICE,
                default="up-down",
                choices=tuple(_LADDERS),
                what="200 to 800 m and back, or one way to 1200 m",
            ),
            _pace("5k"),
            *_RECOVERY,
            _COOL,
        ),
        derived=_ladder,
    ),
    Session(
        name="tempo",
        title="20 minutes at tempo or marathon pace",
        about="One long stretch, comfortably hard. The ceiling is that of your moderate zones.",
        rows=(14,),
        goal=Goal.SPEED,
        line="{warm} easy, {time} run @{pace}, {cool} easy",
        parameters=(_WARM, _time("time", "20:00", "how long"), _pace("marathon"), _COOL),
    ),
    Session(
        name="hills",
        title="5 hill repeats",
        about="Up hard, and walk down until your heart has fallen.",
        rows=(14,),
        goal=Goal.SPEED,
        line='{warm} easy, {times}x({up} run hard grade {grade}% "hill", '
        + _WALKED
        + "), {cool} easy",
        parameters=(
            _WARM,
            _times(5),
            _time("up", "1:00", "up, each time"),
            Parameter(
                name="grade", kind=Kind.NUMBER, default="5", what="how steep, in percent", high=30
            ),
            *_RECOVERY,
            _COOL,
        ),
    ),
    Session(
        name="hill-sprints",
        title="Hill sprints, walked down",
        about="10 seconds up at mile pace, then walk down: 4 in week 1, one more a week, up to 10.",
        rows=(27,),
        goal=Goal.SPEED,
        line='{warm} easy, {times}x({up} run @mile grade {grade}% surge "sprint", '
        '{down} walk "walk down"), {cool} easy',
        parameters=(
            _WARM,
            Parameter(name="week", kind=Kind.COUNT, default="1", what="which week", high=30),
            _time("up", "0:10", "up, each time"),
            _time("down", "1:30", "walking down, each time"),
            Parameter(
                name="grade",
                kind=Kind.NUMBER,
                default="4",
                what="at least so steep, in percent",
                low=4,
                high=30,
            ),
            _COOL,
        ),
        derived=_hill_sprint_week,
    ),
    Session(
        name="strides",
        title="Easy run with strides",
        about="At its end 4 to 6 times: up to 5 km pace within 20 seconds, slow down, rest.",
        rows=(24, 28),
        goal=Goal.ENDURANCE,
        line='{time} easy, {times}x({fast} run @5k surge "stride", {rest} walk "rest"), '
        "{cool} easy",
        parameters=(
            _time("time", "20:00", "easy running before them"),
            _times(5),
            _time("fast", "0:20", "each stride"),
            _time("rest", "0:40", "rest after each"),
            _time("cool", "5:00", "easy running after them"),
        ),
    ),
    Session(
        name="drills",
        title="Drills before an easy run",
        about="A skip, high knees, glute kicks, fast feet. Your heart is left alone in them.",
        rows=(15,),
        goal=Goal.ENDURANCE,
        line="{warm} easy, "
        + ", ".join(
            f'{{each}} free "{name}", {{rest}} walk "rest"'
            for name in ("A skip", "high knees", "glute kicks", "fast feet")
        )
        + ", {time} easy",
        parameters=(
            _WARM,
            _time("each", "0:30", "each drill"),
            _time("rest", "0:30", "walking after each"),
            _time("time", "20:00", "easy running after them"),
        ),
    ),
    Session(
        name="around-goal",
        title="Repeats around your goal pace",
        about="Just slower than goal pace, at it, and just faster, in turn.",
        rows=(19,),
        goal=Goal.SPEED,
        line="{warm} easy, {times}x("
        + ", ".join(
            f"{{far}} run @{{race}}{more}, {_WALKED}" for more in ("+{by}s/km", "", "-{by}s/km")
        )
        + "), {cool} easy",
        parameters=(
            _WARM,
            _times(2, "rounds of three"),
            _far("400m"),
            Parameter(
                name="race",
                kind=Kind.CHOICE,
                default="5k",
                choices=("mile", "5k", "10k", "half", "marathon"),
                what="your goal race",
            ),
            Parameter(
                name="by", kind=Kind.COUNT, default="8", what="seconds a km either way", high=60
            ),
            *_RECOVERY,
            _COOL,
        ),
    ),
    Session(
        name="long-intervals",
        title="Long intervals, the speed day of a distance block",
        about="Long stretches at half-marathon or marathon pace, easy jogs between them.",
        rows=(8, 17),
        goal=Goal.ENDURANCE,
        line="{warm} easy, {times}x({far} run @{pace}, {jog} jog @<{cap}), {cool} easy",
        parameters=(
            _WARM,
            _times(3),
            _far("10:00"),
            _pace("half"),
            _time("jog", "3:00", "jogging after each"),
            _CAP,
            _COOL,
        ),
    ),
)

_TESTS = (
    Session(
        name="mile-test",
        title="Mile time trial (Magic Mile)",
        about="A mile as fast as you can without pain. It tells the paces of longer races.",
        rows=(10, 26),
        goal=Goal.SPEED,
        line='{warm} easy, {times}x(0:20 run @5k surge "stride", 0:40 walk "rest"), '
        '1mi run @mile "mile", {cool} walk "cool-down"',
        parameters=(_WARM, _times(4, "strides before it"), _time("cool", "10:00", "walk after it")),
    ),
    Session(
        name="5k-test",
        title="5 km test",
        about="3.1 miles as hard as you can, an effort of 8 or 9: an anchor for zones and paces.",
        rows=(16, 21),
        goal=Goal.SPEED,
        line='{warm} easy, 3.1mi run @rpe 8-9 "5 km test", {cool} walk "cool-down"',
        parameters=(_WARM, _time("cool", "10:00", "walk after it")),
    ),
    Session(
        name="threshold-test",
        title="30-minute test of your threshold heart rate",
        about="30 minutes as hard as you can keep up; the mean of the last 20 is your threshold.",
        rows=(21,),
        goal=Goal.SPEED,
        line='{warm} easy, 10:00 run @rpe 8-9 "settle in", 20:00 run @rpe 8-9 "threshold test", '
        '{cool} walk "cool-down"',
        parameters=(_WARM, _time("cool", "10:00", "walk after it")),
    ),
    Session(
        name="drift-test",
        title="Heart-rate drift test",
        about="The same easy pace throughout; how far your heart drifts shows your endurance.",
        rows=(5, 29),
        goal=Goal.ENDURANCE,
        line='{warm} easy, {time} run easy "steady", {cool} walk "cool-down"',
        parameters=(
            _time("warm", "15:00", "easy running before it"),
            _time("time", "1:00:00", "how long"),
            _time("cool", "5:00", "walk after it"),
        ),
    ),
)

_CLIMBS = (
    Session(
        name="tread-hike",
        title="Tread-hike",
        about="Hike on a treadmill: flat up to 3 mph, then 15 %, then 4 mph for a mile or two.",
        rows=(22, 23),
        goal=Goal.ENDURANCE,
        line="2:00 hike @2mph, 3:00 hike @2.5mph, {warm} hike @3mph, {warm} hike @3mph "
        "grade {grade}%, 3:00 hike @3.5mph grade {grade}%, "
        '{far} hike @{low}-{high}mph grade {grade}% "reference", {cool} walk "cool-down"',
        parameters=(
            _far("1mi", "the hike itself, 1 to 2 miles"),
            Parameter(
                name="mph",
                kind=Kind.NUMBER,
                default="4.0",
                what="its speed, give or take 0.2",
                low=1.5,
                high=6,
            ),
            Parameter(
                name="grade", kind=Kind.NUMBER, default="15", what="how steep, in percent", high=40
            ),
            _time("warm", "5:00", "at 3 mph, flat and then steep"),
            _time("cool", "5:00", "walk after it"),
        ),
        derived=_tread_hike,
    ),
    Session(
        name="climbs",
        title="Run and hike climbs",
        about="On a treadmill or a hill: run up gently, hike up steeply, in turn.",
        rows=(24, 25),
        goal=Goal.ENDURANCE,
        line="{warm} easy, {times}x({run} run @rpe 5-6 grade {gentle}%, "
        "{hike} hike @rpe 5-6 grade {steep}%), {cool} easy",
        parameters=(
            _WARM,
            _times(5),
            _time("run", "2:00", "running, each time"),
            _time("hike", "3:00", "hiking, each time"),
            Parameter(
                name="gentle", kind=Kind.NUMBER, default="6", what="grade to run, percent", high=30
            ),
            Parameter(
                name="steep", kind=Kind.NUMBER, default="15", what="grade to hike, percent", high=40
            ),
            _COOL,
        ),
    ),
    Session(
        name="stairmill",
        title="Stairmill",
        about="Climb stairs, steadily.",
        rows=(25,),
        goal=Goal.ENDURANCE,
        line='5:00 walk "warm-up", {time} hike @rpe 5-6 "stairs", 5:00 walk "cool-down"',
        parameters=(_time("time", "20:00", "how long"),),
    ),
)

SESSIONS: dict[str, Session] = {
    one.name: one for one in (*_BY_HEART, *_BY_CLOCK, *_SPEED, *_TESTS, *_CLIMBS)
}
"""Name -> session, in the order in which they are listed."""


def find_session(name: str) -> Session:
    """Find a session by its name.

    Raises:
        WorkoutError: There is none.
    """
    if name in SESSIONS:
        return SESSIONS[name]
    near = get_close_matches(name, SESSIONS, n=1)
    said = f"did you mean {near[0]}?" if near else "`runwalk workouts` lists them"
    raise WorkoutError(name or "name", f"there is no such session; {said}")
