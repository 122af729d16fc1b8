"""Builds the demo world through the same actions as real life, in the order in which things happened."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import call_command

from comptoir.access.capabilities import DATA, STAFF
from comptoir.base.importing import import_base
from comptoir.base.results import Outcome
from comptoir.billing.actions.runs import bill_month
from comptoir.demo.administering import administer
from comptoir.demo.asking import ask_questions
from comptoir.demo.base_files import write_base
from comptoir.demo.coming_in import come_in
from comptoir.demo.contracts import live_contracts
from comptoir.demo.delegating import delegate
from comptoir.demo.opening import open_doors
from comptoir.demo.programs import connect_programs
from comptoir.demo.registering import register
from comptoir.demo.stages import Stages
from comptoir.demo.telling import Event, events_of
from comptoir.demo.timeline import instant
from comptoir.demo.usage_files import Delivery, deliveries, delivery_times
from comptoir.demo.world import World
from comptoir.insights.actions.levels import activate_level
from comptoir.insights.models import Level
from comptoir.kernel.periods import Month
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor, Channel, system
from comptoir.usage import mapping_file
from comptoir.usage.actions.batches import import_file
from comptoir.usage.mapping import Mapping
from comptoir.usage.unbilled import price_waiting

ON_PLUS = "verlaine"
BILLING_HOUR = 5
MAPPING = Path(__file__).with_name("usage.toml")


class UnableToBuild(Exception):
    """The world cannot be built; one sentence."""


@dataclass(frozen=True, slots=True)
class Builder:
    """One build: the world, where its files go meanwhile, who does it all, and whom to tell."""

    world: World
    folder: Path
    by: Actor
    stages: Stages
    mapping: Mapping

    def build(self) -> None:
        with self.stages.stage("database"):
            self.stages.say("Making the database")
            call_command("migrate", interactive=False, verbosity=0)
        with self.stages.stage("base"):
            self._bring_base()
        events = sorted(self._events(), key=lambda event: event.at)
        for event in events:
            event.happen(event.at)
        now = self.world.timeline.now
        with self.stages.stage("unbilled"):
            self.stages.say("Pricing what is not billed yet")
            self.stages.count("unbilled", price_waiting(by=self.by, at=now))
        with self.stages.stage("people"):
            self.stages.say("Opening the doors")
            ask_questions(self.world)
            register(self.world)
            delegate(self.world)
            administer(self.world)
            connect_programs(self.world)
            come_in(self.world)
            live_contracts(self.world, self.by)
            self.stages.count("people", open_doors(self.world))

    def _bring_base(self) -> None:
        at = instant(self.world.timeline.start - timedelta(days=5), 10)
        folder = write_base(self.world, self.folder / "base")

        def progress(file: str, done: int, total: int) -> None:
            self.stages.say(f"Bringing in the base: {file}, {done} of {total}")

        result = import_base(folder, by=self.by, at=at, progress=progress)
        refused = [row for row in result.rows if row.outcome is Outcome.REFUSED]
        if refused:
            first = refused[0]
            raise UnableToBuild(f"The base is refused: {first.file}:{first.line} {first.message} {first.values}")
        self.stages.count("base", len(result.rows))
        plus = Customer.objects.get(code=ON_PLUS)
        activate_level(plus, level=Level.PLUS, from_on=self.world.timeline.start, by=self.by, at=at)

    def _events(self) -> Iterator[Event]:
        for month in self.world.timeline.months:
            for event in events_of(self.world, month, self.by):
                yield Event(event.at, partial(self._live, event, month))
            yield from self._usage_events(month)
        for month in self.world.timeline.closed:
            day = month.next().first_day + timedelta(days=1)
            yield Event(min(instant(day, BILLING_HOUR), self.world.timeline.now), partial(self._bill, month))

    def _live(self, event: Event, month: Month, at: datetime) -> None:
        with self.stages.stage("life"):
            self.stages.say(f"{month}: cards, plans, changes")
            event.happen(at)
            self.stages.count("life", 1)

    def _usage_events(self, month: Month) -> Iterator[Event]:
        """The files are made when the first of them is delivered."""
        made: dict[int, Delivery] = {}

        def deliver(part: int, at: datetime) -> None:
            if not made:
                with self.stages.stage("usage files"):
                    self.stages.say(f"{month}: making usage")
                    made.update({d.part: d for d in deliveries(self.world, month, self.folder)})
            if part in made:
                self._import(made.pop(part))

        for part, at in enumerate(delivery_times(self.world, month), 1):
            yield Event(at, partial(deliver, part))

    def _import(self, delivery: Delivery) -> None:
        with self.stages.stage("intake"):
            self.stages.say(f"Taking in {delivery.path.name}: {delivery.records:,} records")
            import_file(delivery.path, self.mapping, by=self.by, at=delivery.at)
            self.stages.count("intake", delivery.records)
        delivery.path.unlink()

    def _bill(self, month: Month, at: datetime) -> None:
        def progress(stage: str, done: int, total: int | None) -> None:
            self.stages.say(f"Billing {month}: {stage}" + (f" {done} of {total}" if total else ""))

        with self.stages.stage("bills"):
            run = bill_month(month, by=self.by, at=at, progress=progress)
            self.stages.count("bills", int(run.totals.get("invoices", 0)))


def build(world: World, stages: Stages) -> None:
    """Builds the world in COMPTOIR_HOME. Raises UnableToBuild."""
    by = system("Northwind Telecom", Channel.JOB, staff=STAFF | DATA)
    with TemporaryDirectory(prefix="comptoir-demo-") as folder:
        Builder(world, Path(folder), by, stages, mapping_file.load(MAPPING)).build()
