"""Sends errors to Sentry, if there is one: their kinds and where in the code, nothing of a request, nothing they quote."""

import importlib
import sys
from typing import Any

KEPT = {
    "event_id",
    "timestamp",
    "platform",
    "level",
    "exception",
    "release",
    "environment",
    "server_name",
    "sdk",
    "logger",
}
OF_A_FRAME = {"filename", "function", "module", "lineno", "abs_path", "in_app"}


def begin(address: str, **options: Any) -> None:
    """Send what goes wrong in this process to `address`; ends the program if *sentry-sdk* is not installed. `options` are
    Sentry's own."""
    try:
        sentry = importlib.import_module("sentry_sdk")
    except ImportError:
        sys.exit("Alongside cannot start: SENTRY_DSN is set, and sentry-sdk is missing.\n  pip install sentry-sdk")
    sentry.init(
        address,
        before_send=without_words,
        before_breadcrumb=lambda crumb, hint: None,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        traces_sample_rate=0,
        **options,
    )


def without_words(event: dict[str, Any], hint: object) -> dict[str, Any]:
    """What is sent of an event: no request, no person, no message, no variable."""
    kept = {name: value for name, value in event.items() if name in KEPT}
    errors = kept.pop("exception", {}).get("values", [])
    return {**kept, "exception": {"values": [_kind_and_place(error) for error in errors]}}


def _kind_and_place(error: dict[str, Any]) -> dict[str, Any]:
    frames = (error.get("stacktrace") or {}).get("frames", [])
    places = [{name: value for name, value in frame.items() if name in OF_A_FRAME} for frame in frames]
    return {"type": error.get("type"), "module": error.get("module"), "stacktrace": {"frames": places}}
