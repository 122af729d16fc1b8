"""The life of a customer's portal contract: its notices, its use, its applications, its terms; one noun a file."""

from comptoir.lifecycle.kinds import DocumentKind
from comptoir.lifecycle.models.applications import ApplicationRequest
from comptoir.lifecycle.models.contracts import ContractNotice, NoticeGround, Party, PortalContract
from comptoir.lifecycle.models.defaults import NoticeOfDefault
from comptoir.lifecycle.models.documents import Acceptance, AcceptanceWay, DocumentConflict, DocumentVersion
from comptoir.lifecycle.models.exports import DataExport
from comptoir.lifecycle.models.uses import LastUse

__all__ = [
    "Acceptance",
    "AcceptanceWay",
    "ApplicationRequest",
    "ContractNotice",
    "DataExport",
    "DocumentConflict",
    "DocumentKind",
    "DocumentVersion",
    "LastUse",
    "NoticeGround",
    "NoticeOfDefault",
    "Party",
    "PortalContract",
]
