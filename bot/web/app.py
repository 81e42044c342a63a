"""The Starlette application: health, metrics, and the routes that the channels bring."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from math import nan

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.web.metrics import CONTENT_TYPE, Metrics


@dataclass(frozen=True, slots=True)
class Health:
    """
    How the coach is. `healthy` is False where the database does not answer or a platform hangs.

    outbox_age_s: age of the oldest unsent reply in seconds, None where nothing waits or nobody knows.
    last_event: when each platform that runs last brought something (ISO 8601, UTC), None: not yet.
    """

    healthy: bool
    database: str  # "ok" or "unavailable"
    outbox_age_s: float | None
    last_event: dict[str, str | None]
    hanging: tuple[str, ...] = ()


def shown(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None


def make_app(*, routes: Sequence[BaseRoute], health: Callable[[], Awaitable[Health]], metrics: Metrics) -> Starlette:
    """Return the application; *routes* are the channels'."""

    async def healthz(_request: Request) -> Response:
        state = await health()
        return JSONResponse(asdict(state), status_code=200 if state.healthy else 503)

    async def figures(_request: Request) -> Response:
        state = await health()
        known = state.database == "ok"
        metrics.outbox_age((state.outbox_age_s or 0.0) if known else nan)  # 0 would say that nothing waits
        return Response(metrics.text(), media_type=CONTENT_TYPE)

    return Starlette(routes=[Route("/healthz", healthz), Route("/metrics", figures), *routes])
