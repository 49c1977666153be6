"""Every workout that can be written, for hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from runwalk.engine.workout import AskedGait, Otherwise
from runwalk.training.language import LONGEST_S, SHORTEST_M
from runwalk.training.spec import (
    BeatsTarget,
    Distance,
    Effort,
    Heart,
    LengthUnit,
    Level,
    LevelOf,
    RacePace,
    RaceTarget,
    Repeat,
    RpeTarget,
    Spec,
    Speed,
    SpeedTarget,
    SpeedUnit,
    Step,
    Time,
    ZoneTarget,
)

seconds = st.integers(1, LONGEST_S)
times = st.builds(Time, seconds)


def _amounts(low: float, high: float) -> st.SearchStrategy[float]:
    """Numbers of up to three places, as they are written."""
    return st.integers(round(low * 1000) + 1, round(high * 1000)).map(lambda n: n / 1000)


distances = st.one_of(
    st.builds(Distance, _amounts(SHORTEST_M, 99_999), st.just(LengthUnit.M)),
    st.builds(Distance, _amounts(0.03, 400), st.just(LengthUnit.KM)),
    st.builds(Distance, _amounts(0.02, 240), st.just(LengthUnit.MILE)),
)
lengths = st.one_of(times, distances)
levels = st.one_of(
    st.builds(Level, st.just(LevelOf.BPM), st.integers(40, 230)),
    st.builds(Level, st.just(LevelOf.PERCENT_OF_MAX), st.integers(30, 100)),
    st.builds(Level, st.just(LevelOf.ZONE), st.integers(1, 9)),
    st.sampled_from([Level(LevelOf.FLOOR), Level(LevelOf.CEILING)]),
)
races = st.builds(
    lambda race, slower_s, per: RaceTarget(
        race=race, slower_s=slower_s, per=per if slower_s else LengthUnit.KM
    ),
    st.sampled_from(RacePace),
    st.integers(-60, 60),
    st.sampled_from([LengthUnit.KM, LengthUnit.MILE]),
)
paces = st.builds(
    Speed,
    st.integers(180, 1200).map(float),
    st.sampled_from([SpeedUnit.PER_KM, SpeedUnit.PER_MILE]),
)
per_hour = st.builds(
    Speed, _amounts(2, 20), st.sampled_from([SpeedUnit.KM_PER_H, SpeedUnit.MILE_PER_H])
)
speeds = st.one_of(paces, per_hour)
ranges = st.one_of(
    speeds.map(lambda one: SpeedTarget(one, one)),
    st.tuples(paces, st.integers(180, 1200)).map(
        lambda two: SpeedTarget(two[0], Speed(float(two[1]), two[0].unit))
    ),
)
targets = st.one_of(
    st.sampled_from(Effort),
    races,
    ranges,
    st.tuples(st.integers(1, 9), st.integers(1, 9)).map(lambda n: ZoneTarget(min(n), max(n))),
    st.tuples(st.integers(0, 10), st.integers(0, 10)).map(lambda n: RpeTarget(min(n), max(n))),
    st.builds(BeatsTarget, st.none(), st.integers(60, 230)),
    st.builds(BeatsTarget, st.integers(40, 149), st.integers(150, 230)),
)
names = st.text(
    st.characters(exclude_characters='"\n', exclude_categories=("Cc", "Cs", "Zl", "Zp")),
    min_size=1,
    max_size=60,
).filter(lambda name: name == name.strip() and name != "")
hearts = st.builds(
    Heart,
    falls=st.booleans(),
    level=levels,
    hold_s=st.none() | st.integers(1, 60),
    least_s=st.none() | seconds,
)


@st.composite
def steps(draw: st.DrawFn) -> Step:
    length = draw(st.none() | lengths)
    until = draw(st.none() | hearts)
    if until is not None and length is not None:
        otherwise = draw(st.none() | st.sampled_from(Otherwise))
        until = Heart(
            falls=until.falls,
            level=until.level,
            hold_s=until.hold_s,
            least_s=until.least_s,
            otherwise=otherwise,
        )
    return Step(
        gait=draw(st.none() | st.sampled_from(AskedGait)),
        length=length,
        target=draw(st.none() | targets),
        no_faster=draw(st.none() | speeds | races | st.sampled_from(Effort)),
        until=until,
        grade_pct=draw(st.none() | st.integers(0, 45_000).map(lambda n: n / 1000)),
        is_surge=draw(st.booleans()),
        most_run_s=draw(st.none() | seconds),
        least_walk_s=draw(st.none() | seconds),
        is_hill_walked=draw(st.booleans()),
        talk_every_s=draw(st.none() | seconds),
        name=draw(st.none() | names),
    )


def _repeats(inner: st.SearchStrategy[Step | Repeat]) -> st.SearchStrategy[Repeat]:
    return st.builds(Repeat, st.integers(1, 5), st.lists(inner, min_size=1, max_size=3).map(tuple))


sets = _repeats(steps())
parts = st.one_of(steps(), sets, _repeats(st.one_of(steps(), sets)))
specs = st.builds(Spec, st.lists(parts, min_size=1, max_size=4).map(tuple), name=st.none() | names)
