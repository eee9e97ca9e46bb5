"""What may not stand in a log line: an address that opens something to whoever knows it."""

import logging
import re

# A person's calendar, a booking, the end of letters; each followed by its token, whole or quoted.
SECRET = re.compile(r"(/calendar/|/workshops/booking/|/unsubscribe/)[^/\s?&\"'<>]{8,}")


class WithoutSecrets(logging.Filter):
    """Puts «…» in the place of the token. For handlers: the filter of a logger does not see its children's records."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if SECRET.search(said):
            record.msg, record.args = SECRET.sub(r"\1…", said), ()
        return True
