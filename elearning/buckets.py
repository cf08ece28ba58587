"""Files in a bucket that speaks S3, for installations of several machines: whoever may read one gets it from us.

No address of the bucket is ever handed out: pictures, documents and what is made for people go through our doors, which ask
for rights. A file is never written over by another of the same name: the second gets a name of its own.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cached_property
from importlib import import_module
from pathlib import PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from django.core.files.storage import Storage
from django.utils import timezone
from django.utils.deconstruct import deconstructible

# A bucket that does not answer must not hold up the request of somebody who writes.
PATIENCE = {"connect_timeout": "3s", "timeout": "20s"}
TRIES = {"max_retries": 2}
NO_BUCKET = "<Code>NoSuchBucket</Code>"


class BucketAwayError(OSError):
    """The bucket did not answer, or refused; the message says what it said, and holds no key."""


@contextmanager
def asking() -> Iterator[None]:
    """What the library raises becomes an error of files, as any disk would raise it. FileNotFoundError stays."""
    problems = import_module("obstore.exceptions")
    try:
        yield
    except problems.AlreadyExistsError:
        raise
    except problems.BaseError as problem:
        raise BucketAwayError(f"The bucket could not do it: {str(problem).splitlines()[0]}") from problem


@deconstructible(path="elearning.buckets.Bucket")
class Bucket(Storage):
    """One folder of a bucket as Django's storage. The connection is made at the first use, so that processes may fork before."""

    def __init__(self, *, bucket: str, folder: str, endpoint: str, region: str, **keys: str) -> None:
        """`endpoint` is empty for Amazon; `keys` are access_key_id and secret_access_key."""
        self.described: dict[str, Any] = {"bucket": bucket, "region": region, **keys}
        if endpoint:
            self.described["endpoint"] = endpoint
        self.folder = folder

    @cached_property
    def objects(self) -> Any:
        """The library's own store. It is an optional package: only installations with a bucket have it."""
        client = {**PATIENCE, "allow_http": self.described.get("endpoint", "").startswith("http://")}
        store = import_module("obstore.store").S3Store
        return store(**self.described, prefix=self.folder, client_options=client, retry_config=TRIES)

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError("Files of a bucket are only read here; save() writes.")
        with asking():
            whole = bytes(self.objects.get(_plain(name)).bytes())
        return File(io.BytesIO(whole), name=name)

    def _save(self, name: str, content: IO[bytes]) -> str:
        if seek := getattr(content, "seek", None):
            seek(0)
        taken = import_module("obstore.exceptions").AlreadyExistsError
        whole = content.read()
        while True:
            try:
                with asking():
                    self.objects.put(_plain(name), whole, mode="create")
            except taken:
                name = self.get_available_name(name)
            else:
                return name

    def delete(self, name: str) -> None:
        """Delete the file if it is there."""
        with suppress(FileNotFoundError), asking():
            self.objects.delete(_plain(name))

    def exists(self, name: str) -> bool:
        """Whether there is a file of this name; folders do not exist by themselves."""
        try:
            self._told(name)
        except FileNotFoundError:
            return False
        return True

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """The folders and the files in `path`; none of either where there is nothing, not even the bucket: some servers make
        it with the first file, and who lists before that finds what is in an empty one."""
        try:
            with asking():
                told = self.objects.list_with_delimiter(_plain(path) or None)
        except BucketAwayError as problem:
            if NO_BUCKET in str(problem.__cause__):
                return [], []
            raise
        folders = [PurePosixPath(str(folder)).name for folder in told["common_prefixes"]]
        # Some servers tell the folder itself as an empty object in it.
        inside = [str(one["path"]) for one in told["objects"] if str(one["path"]) != _plain(path)]
        return folders, [PurePosixPath(one).name for one in inside]

    def size(self, name: str) -> int:
        """In bytes."""
        return int(self._told(name)["size"])

    def get_modified_time(self, name: str) -> datetime:
        """When it was written, in UTC."""
        written: datetime = self._told(name)["last_modified"]
        return written if settings.USE_TZ else timezone.make_naive(written)

    def url(self, name: str | None) -> str:
        """Our own address of the file: only sized pictures are handed out there (`elearning.pages.views.picture`)."""
        return f"{settings.MEDIA_URL}{name}"

    def _told(self, name: str) -> Any:
        with asking():
            return self.objects.head(_plain(name))


def files_in(store: Storage, folder: str) -> Iterator[str]:
    """The files right in `folder` of any store, by their whole names; none if there is no such folder."""
    try:
        _folders, names = store.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in names)


def _plain(name: str) -> str:
    """The name without a step out of the folder. Raises SuspiciousFileOperation for one that has any."""
    path = name.replace("\\", "/").strip("/")
    if "\0" in path or {"..", "."} & set(path.split("/")):
        raise SuspiciousFileOperation(f"{name!r} is no name of a file.")
    return path
