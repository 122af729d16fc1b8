"""operator.toml: the operator's name, colour, address, numbers and contacts."""

from dataclasses import asdict

from comptoir.base import cells
from comptoir.base.problems import UnableToTake
from comptoir.base.results import Outcome
from comptoir.base.run import REFUSALS, Run
from comptoir.base.sheets import OPERATOR
from comptoir.base.toml_files import Keys, read_toml
from comptoir.catalogue.actions.operators import OperatorSpec, describe_operator
from comptoir.catalogue.models import Operator


def bring_operator(run: Run) -> None:
    """Describes the operator where none is described yet."""
    path = run.path(OPERATOR)
    if path is None:
        return
    try:
        spec = _spec(Keys(read_toml(path)))
        present = Operator.objects.order_by("pk").first()
        if present is not None:
            others = [name for name, value in asdict(spec).items() if getattr(present, name) != value]
            if others:
                run.note(OPERATOR, spec.name, Outcome.DIFFERS, "base.row.differs", {"columns": ", ".join(others)})
            else:
                run.note(OPERATOR, spec.name, Outcome.UNCHANGED)
            return
        describe_operator(spec, by=run.by, at=run.at)
    except (UnableToTake, *REFUSALS) as error:
        run.note(OPERATOR, "", Outcome.REFUSED, error.message, error.values)
    else:
        run.note(OPERATOR, spec.name, Outcome.CREATED)


def _spec(keys: Keys) -> OperatorSpec:
    spec = OperatorSpec(
        name=keys.text("name", cells.text(100)),
        colour=keys.text("colour", cells.colour, default="#2f5fd0"),
        street=keys.text("street", cells.text(200), default=""),
        postcode=keys.text("postcode", cells.text(12), default=""),
        city=keys.text("city", cells.text(100), default=""),
        vat_number=keys.text("vat_number", cells.vat_number),
        iban=keys.text("iban", cells.iban),
        bic=keys.text("bic", cells.text(11), default=""),
        email=keys.text("email", cells.email, default=""),
        phone=keys.text("phone", cells.phone, default=""),
        website=keys.text("website", cells.text(100), default=""),
    )
    keys.nothing_else()
    return spec
