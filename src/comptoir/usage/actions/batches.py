"""Taking a file of usage in: whole or not at all, once however often it is sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from comptoir.access.capabilities import OPERATE_USAGE
from comptoir.inventory.assignments import number_directory
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import require
from comptoir.scope.contract import contract
from comptoir.usage.intake import workspace
from comptoir.usage.intake.engine import Progress
from comptoir.usage.intake.reading import MEMORY_MIB, Reading, Stamp, read
from comptoir.usage.intake.sources import compression_of, digest_of
from comptoir.usage.mapping import Mapping
from comptoir.usage.models import UNFINISHED, BatchState, MappingText, RecordState, UsageBatch
from comptoir.usage.problems import UnableToImport, UsageProblem
from comptoir.usage.publishing import assert_new, publish_batch
from comptoir.usage.set_aside import hold, release
from comptoir.usage.trial import Outcome, try_out

FOLDER = "intake"


def import_file(
    path: Path,
    mapping: Mapping,
    *,
    by: Actor,
    at: datetime,
    progress: Progress | None = None,
    file_name: str | None = None,
    job_id: int | None = None,
    memory_mib: int = MEMORY_MIB,
) -> UsageBatch:
    """Take in one file; its records count when this returns, or nothing of it does.

    `progress(stage, done, total)` is called often; raising in it stops the import. Raises UnableToReadFile,
    AlreadyImported, UnableToImport.
    """
    require(by, OPERATE_USAGE)
    give_up_abandoned(at=at)
    stamp, digest = Stamp.of(path), _digest(path, mapping)
    assert_new(digest)
    tell = progress or _silent
    batch = UsageBatch(
        file_name=(file_name or path.name)[:200],
        digest=digest,
        mapping=keep(mapping),
        job_ref=job_id,
        by_user=by.user_id,
        by_label=by.label,
        received_at=at,
    )
    with being_read(batch, at) as folder, _opened(path, mapping, folder, at, tell, stamp, memory_mib) as reading:
        hold(batch, reading, tell)
        return publish_batch(batch, reading, set_aside=lambda: release(batch), by=by, at=at, progress=tell)


def try_file(path: Path, mapping: Mapping, *, by: Actor, at: datetime, progress: Progress | None = None) -> Outcome:
    """What importing the file would do, without doing it; raises what `import_file` raises."""
    require(by, OPERATE_USAGE)
    stamp = Stamp.of(path)
    assert_new(_digest(path, mapping))
    tell = progress or _silent
    with (
        workspace.workspace(intake_folder()) as folder,
        _opened(path, mapping, folder, at, tell, stamp, MEMORY_MIB) as reading,
    ):
        return try_out(reading)


def give_up_abandoned(*, at: datetime) -> int:
    """Clear away what readers left that were killed: workspaces, and batches that will never be published."""
    workspace.sweep(intake_folder())
    dead = [
        batch
        for batch in UsageBatch.objects.filter(state__in=UNFINISHED).exclude(workspace="")
        if not workspace.is_in_use(intake_folder(), batch.workspace)
    ]
    for batch in dead:
        _give_up(batch, BatchState.FAILED, UnableToImport("usage.import.interrupted"), at)
    return len(dead)


@contextmanager
def being_read(batch: UsageBatch, at: datetime) -> Iterator[Path]:
    """A workspace in which the (new) batch is read; whatever ends the reading early is noted on the batch."""
    with workspace.workspace(intake_folder()) as folder:
        batch.workspace, batch.state = folder.name, BatchState.READING
        batch.save()
        try:
            yield folder
        except UsageProblem as problem:
            _give_up(batch, BatchState.FAILED, problem, at)
            raise
        except OSError as error:
            unwritten = UnableToImport("usage.import.not_written", reason=str(error))
            _give_up(batch, BatchState.FAILED, unwritten, at)
            raise unwritten from None
        except BaseException:
            _give_up(batch, BatchState.CANCELLED, UnableToImport("usage.import.stopped"), at)
            raise


def keep(mapping: Mapping) -> MappingText:
    """The mapping's text, kept for replays."""
    kept, _ = MappingText.objects.get_or_create(
        digest=mapping.digest, defaults={"name": mapping.name, "text": mapping.text}
    )
    return kept


def intake_folder() -> Path:
    """Where batches are read, inside COMPTOIR_HOME."""
    return Path(settings.HOME) / FOLDER


@contextmanager
def _opened(
    path: Path,
    mapping: Mapping,
    folder: Path,
    at: datetime,
    progress: Progress,
    stamp: Stamp,
    memory_mib: int,
) -> Iterator[Reading]:
    with read(
        path,
        mapping,
        folder=folder,
        directory=number_directory(),
        book=contract(),
        at=at,
        progress=progress,
        stamp=stamp,
        memory_mib=memory_mib,
        threads=max(1, settings.PROCESSES),
    ) as reading:
        yield reading


def _digest(path: Path, mapping: Mapping) -> str:
    is_text = mapping.format == "ndjson" and compression_of(path) == "none"
    return digest_of(path, utf8=is_text)


@transaction.atomic
def _give_up(batch: UsageBatch, state: BatchState, problem: UsageProblem, at: datetime) -> None:
    batch.records.filter(state=RecordState.HELD).delete()
    said = problem.explanation.to_json()
    UsageBatch.objects.filter(pk=batch.pk, state__in=UNFINISHED).update(
        state=state, error_message=said["message"], error_values=said["values"], finished_at=at
    )


def _silent(stage: str, done: int, total: int) -> None:
    pass
