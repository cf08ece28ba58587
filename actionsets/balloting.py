"""Keys under which members answer without their names: the same for one person and one question, and nobody else's to make.

Whoever reads the tables cannot tell whose an answer is. Whoever runs the server holds the secret key and could work it out
while the question is open; afterwards the answers are deleted (DOMAIN 7.1, 7.2).
"""

from django.utils.crypto import salted_hmac

from actionsets.models import SetMembership

SALT = "actionsets.balloting"


def key_of(place: SetMembership, question: str) -> str:
    """The key of the holder of `place` for `question`, in 64 hexadecimal digits."""
    return salted_hmac(SALT, f"{question}:{place.enrolment_id}", algorithm="sha256").hexdigest()
