"""Who may do what: people, the seat, grants with their sources, and what stops or reviews them; one noun a file."""

from comptoir.access.models.grants import Grant
from comptoir.access.models.people import Membership, StaffRole, Tie, User, UserKind
from comptoir.access.models.profiles import SubProfile
from comptoir.access.models.reviews import AccessReview, ReviewAnswer
from comptoir.access.models.seats import Seat, SeatHolding
from comptoir.access.models.suspensions import BlockedAddress, ClosedApplication, Ground, Suspension
from comptoir.access.models.third_parties import ThirdPartyNotice
from comptoir.access.models.tokens import Token

__all__ = [
    "AccessReview",
    "BlockedAddress",
    "ClosedApplication",
    "Grant",
    "Ground",
    "Membership",
    "ReviewAnswer",
    "Seat",
    "SeatHolding",
    "StaffRole",
    "SubProfile",
    "Suspension",
    "ThirdPartyNotice",
    "Tie",
    "Token",
    "User",
    "UserKind",
]
