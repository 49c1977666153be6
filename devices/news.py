"""What to tell a runner about a sensor, and how often: enough to act on, never a torrent."""

from __future__ import annotations

import logging
from collections.abc import Callable

from devices.link import LinkNews, LinkPolicy, LinkState
from devices.sensors import SensorKind
from devices.trouble import DRY, Trouble, why_missing

_log = logging.getLogger(__name__)
_NS_PER_S = 1_000_000_000


class Herald:
    """Tells news, each sentence once in an outage.

    Args:
        on_news: Told the news; must return at once. What it raises is logged: an output never
            stops a run.
        policy: After how long without the sensor to say why that may be.
        now_ns: When the run begins, without the sensor [ns].
        kind: Which sensor it is.
    """

    def __init__(
        self,
        on_news: Callable[[LinkNews], None] | None,
        policy: LinkPolicy,
        now_ns: int,
        kind: SensorKind = SensorKind.STRAP,
    ) -> None:
        self._on_news = on_news
        self._kind = kind
        self._policy = policy
        self._away_since_ns: int | None = now_ns
        self._is_blind = False
        self._said: set[str] = set()

    def hearing(self, state: LinkState, label: str) -> None:
        """Tell that the sensor is heard (again)."""
        self._away_since_ns = None
        self._is_blind = False
        self._said.clear()
        self.say(state, Trouble(f"hearing {label}"))

    def fell(self, state: LinkState, trouble: Trouble, now_ns: int) -> None:
        """Tell why a try or a stream ended."""
        if self._away_since_ns is None:
            self._away_since_ns = now_ns
        self.say(state, trouble)

    def blind(self, *, is_blind: bool) -> None:
        """Take in whether the radio itself fails; then a missing sensor explains itself."""
        self._is_blind = is_blind

    def hint_if_missing(self, state: LinkState, label: str | None, now_ns: int) -> None:
        """Tell why the sensor may be missing, when it has been for a while."""
        if self._away_since_ns is None or self._is_blind:
            return
        if now_ns - self._away_since_ns >= self._policy.missing_s * _NS_PER_S:
            self.say(state, why_missing(label, self._kind))

    def say(self, state: LinkState, trouble: Trouble) -> None:
        """Tell this, unless it was told in this outage."""
        if trouble.what not in self._said:
            self._said.add(trouble.what)
            self._publish(state, trouble)

    def hint_dry(self, state: LinkState) -> None:
        """Tell what helps against a dry strap; :class:`devices.link.PulseWatch` says when."""
        self._publish(state, DRY)

    def _publish(self, state: LinkState, trouble: Trouble) -> None:
        if self._on_news is None:
            return
        news = LinkNews(state=state, text=trouble.what, detail=trouble.advice, sensor=self._kind)
        try:
            self._on_news(news)
        except Exception:  # noqa: BLE001  # an output never stops a run
            _log.exception("news could not be told: %s", news)
