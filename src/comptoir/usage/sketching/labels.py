"""What labels of kinds and directions stand for, in the words that networks use."""

import re

OUTGOING, INCOMING = "outgoing", "incoming"
KINDS = {
    "voice": ("voice", "call", "appel", "gesprek", "anruf", "tel", "moc", "mtc", "speech"),
    "mms": ("mms", "picture"),
    "sms": ("sms", "text", "message"),
    "data": ("data", "gprs", "session", "internet", "pdp", "packet", "lte"),
}
IN = ("mt", "in", "incoming", "received", "entrant", "inkomend", "terminating", "mtc", "eingehend")
OUT = ("mo", "out", "outgoing", "sent", "sortant", "uitgaand", "originating", "moc", "ausgehend")


def plain(name: str) -> str:
    """A name in small letters, without signs."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def kind_of(label: str) -> str:
    """voice, sms, mms or data; "" for a label that says nothing to us."""
    word = plain(label)
    return next((kind for kind, words in KINDS.items() if any(part in word for part in words)), "")


def way_of(label: str) -> str:
    """outgoing or incoming; "" when the label says neither."""
    words = set(re.split(r"[^a-z]+", label.lower()))
    if words & set(IN) or any(part in words for part in IN):
        return INCOMING
    return OUTGOING if words & set(OUT) else ""
