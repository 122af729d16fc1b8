"""The real DNS, by dnspython."""

from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, resolve

from comptoir.identity.providers.base import UnableToAsk

_SECONDS = 5.0


class DnsResolver:
    def texts(self, name: str) -> tuple[str, ...]:
        try:
            found = resolve(name, "TXT", lifetime=_SECONDS, search=False)
        except (NXDOMAIN, NoAnswer):
            return ()
        except DNSException as error:
            raise UnableToAsk(str(error)) from error
        # A record longer than 255 bytes comes in pieces that belong together (RFC 7208 3.3).
        return tuple(b"".join(record.strings).decode("utf-8", "replace") for record in found)
