"""A base handed over as one ZIP file: unpacked into a folder of its own, tried, brought in, gone."""

import shutil
import uuid
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from django.conf import settings

from comptoir.access.capabilities import OPERATE_SETTINGS
from comptoir.base.problems import UnableToReadFile
from comptoir.base.sheets import KNOWN_FILES
from comptoir.jobs.models import Job
from comptoir.jobs.queue import OPEN, enqueue
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import require

IMPORT = "base.import"
FOLDER = "bases"
MOST_UNPACKED = 500_000_000
_BLOCK = 1 << 20


def upload_base(stream: BinaryIO, *, file_name: str, by: Actor, at: datetime) -> Job:
    """Unpacks the files of a base and asks for a dry run of it. Raises UnableToReadFile."""
    require(by, OPERATE_SETTINGS)
    clear_bases()
    name = uuid.uuid4().hex
    folder = folder_of(name)
    folder.mkdir(parents=True)
    try:
        _unpack(stream, folder)
        payload = {"folder": name, "file_name": PurePosixPath(file_name).name[:200], "dry_run": True}
        return enqueue(IMPORT, payload, by=by, at=at, key=f"{IMPORT}:{name}")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def take_base(tried: Job, *, by: Actor, at: datetime) -> Job:
    """Asks for the same base to be brought in. Raises UnableToReadFile when its files are here no more."""
    require(by, OPERATE_SETTINGS)
    name = str(tried.payload["folder"])
    if not folder_of(name).is_dir():
        raise UnableToReadFile("base.upload.gone")
    payload = {**tried.payload, "dry_run": False}
    return enqueue(IMPORT, payload, by=by, at=at, key=f"{IMPORT}:{name}:take")


def remove_base(name: str) -> None:
    """The unpacked files are needed no more."""
    shutil.rmtree(folder_of(name), ignore_errors=True)


def clear_bases() -> None:
    """Removes bases that wait for no job, but for the last one tried: it may still be brought in."""
    jobs = Job.objects.filter(kind=IMPORT).order_by("-pk")
    needed = {payload["folder"] for payload in jobs.filter(state__in=OPEN).values_list("payload", flat=True)}
    needed |= {payload["folder"] for payload in jobs.values_list("payload", flat=True)[:1]}
    root = Path(settings.HOME) / FOLDER
    for folder in root.iterdir() if root.is_dir() else ():
        if folder.name not in needed:
            shutil.rmtree(folder, ignore_errors=True)


def folder_of(name: str) -> Path:
    """Where the files of an uploaded base are, inside COMPTOIR_HOME."""
    return Path(settings.HOME) / FOLDER / name


def _unpack(stream: BinaryIO, folder: Path) -> None:
    try:
        with zipfile.ZipFile(stream) as archive:
            for info in _files(archive):
                _write(archive, info, folder)
    except (zipfile.BadZipFile, RuntimeError, EOFError):  # damaged, encrypted, packed in an unknown way
        raise UnableToReadFile("base.upload.no_zip") from None
    if not any(folder.iterdir()):
        raise UnableToReadFile("base.upload.empty", known=", ".join(sorted(KNOWN_FILES)))


def _files(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """The CSV and TOML files, by their own names alone: a path in a ZIP file leads nowhere here."""
    total = 0
    for info in archive.infolist():
        path = PurePosixPath(info.filename)
        if info.is_dir() or path.suffix not in (".csv", ".toml") or path.name.startswith("."):
            continue
        total += info.file_size
        if total > MOST_UNPACKED:
            raise UnableToReadFile("base.upload.too_large")
        yield info


def _write(archive: zipfile.ZipFile, info: zipfile.ZipInfo, folder: Path) -> None:
    target = folder / PurePosixPath(info.filename).name
    if target.exists():
        raise UnableToReadFile("base.upload.twice", file=target.name)
    left = info.file_size
    with archive.open(info) as packed, target.open("wb") as file:
        while block := packed.read(_BLOCK):
            left -= len(block)
            if left < 0:
                raise UnableToReadFile("base.upload.too_large")
            file.write(block)
