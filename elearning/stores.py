"""Where files are kept, read from the settings: folders of this machine, or a bucket that speaks S3 where there are several."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from elearning.environment import read, refuse

FILES = "django.core.files.storage.FileSystemStorage"
BUCKET = "elearning.buckets.Bucket"
NEEDED = ("S3_BUCKET", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY")
OPTIONAL = ("S3_ENDPOINT_URL", "S3_REGION")


def described(private_root: Path) -> dict[str, dict[str, Any]]:
    """Django's description of the stores `default` (pictures and documents) and `private` (what is made for people).

    Ends the program with a plain message if a bucket is only half described, or if two places are named for one thing.
    """
    named = {"default": read("str", "STORAGE_BACKEND", ""), "private": read("str", "PRIVATE_STORAGE_BACKEND", "")}
    bucket = {name: read("str", name, "") for name in (*NEEDED, *OPTIONAL)}
    if any(bucket.values()):
        _check(bucket, named)
        return {"default": _in_bucket(bucket, "media"), "private": _in_bucket(bucket, "private")}
    folder = {"BACKEND": FILES, "OPTIONS": {"location": str(private_root), "base_url": None}}
    return {
        "default": {"BACKEND": named["default"] or FILES},
        "private": {"BACKEND": named["private"]} if named["private"] else folder,
    }


def _check(bucket: dict[str, str], named: dict[str, str]) -> None:
    for name in NEEDED:
        if not bucket[name]:
            refuse(name, f"A bucket needs {', '.join(NEEDED[:-1])} and {NEEDED[-1]}; this one is empty.")
    if any(named.values()):
        refuse("STORAGE_BACKEND", "Files are kept in one place: take it off, or take off every setting of S3.")
    if bucket["S3_ENDPOINT_URL"] and not bucket["S3_ENDPOINT_URL"].startswith(("http://", "https://")):
        refuse("S3_ENDPOINT_URL", "It must start with http:// or https://, such as https://s3.example.org.")
    if find_spec("obstore") is None:
        refuse(
            "S3_BUCKET", "A bucket needs the package obstore: pip install --require-hashes -r requirements/servers.txt"
        )


def _in_bucket(bucket: dict[str, str], folder: str) -> dict[str, Any]:
    return {
        "BACKEND": BUCKET,
        "OPTIONS": {
            "bucket": bucket["S3_BUCKET"],
            "folder": folder,
            "endpoint": bucket["S3_ENDPOINT_URL"],
            "region": bucket["S3_REGION"] or "us-east-1",
            "access_key_id": bucket["S3_ACCESS_KEY_ID"],
            "secret_access_key": bucket["S3_SECRET_ACCESS_KEY"],
        },
    }
