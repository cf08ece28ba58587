"""Every door of the product, and who may open it: the table in `doors.py`, tried by everybody in `people.py`.

A door without an entry fails. “Open” means an answer that is not an error; everybody else meets 404, as if the door did
not exist; 403 stands for “yours, but not this”; the signed-out are sent to sign in. What is sent is taken back again.

Everybody who may look in does so once, in `test_pages.py`; here one of them does, so that it is known what a door takes.
No other page is written out (TRUST 5): whether somebody is let in is settled before a word is written.
"""

from django.http import HttpResponse

from tests.conftest import unwritten
from tests.stories.doors import APART, DOORS, Door, every_door
from tests.stories.people import VISITOR, People, undone
from tests.stories.walking import to_sign_in

NOT_ALLOWED = 405


def test_every_door_is_in_the_table() -> None:
    assert sorted(set(every_door()) - APART) == sorted({name.partition(" ")[0] for name in DOORS})


def lets_in(answer: HttpResponse) -> bool:
    """Whether the answer comes from behind the door: the page, the way on, or a form that is wrong or out of date."""
    return answer.status_code in {200, 409, 422} or (answer.status_code == 302 and not to_sign_in(answer))


def keeps_out(door: Door, who: str, answer: HttpResponse) -> bool:
    """Whether the answer is the one that the table wants for those who may not come in."""
    if who == VISITOR:
        return to_sign_in(answer) or (door.hidden and answer.status_code == 404)
    return answer.status_code == (403 if who in door.refuses else 404)


def is_right(door: Door, who: str, looked: HttpResponse | None, sent: HttpResponse) -> bool:
    """Whether both answers are the ones the table wants: to looking in, where it is tried here, and to sending the form."""
    senders = door.opens_to if door.sent_by is None else door.sent_by
    tried = [(looked, door.opens_to), (sent, senders)]
    asked = [(answer, allowed) for answer, allowed in tried if answer is not None and answer.status_code != NOT_ALLOWED]
    return bool(asked or looked is None) and all(
        lets_in(answer) if who in allowed else keeps_out(door, who, answer) for answer, allowed in asked
    )


def test_doors_open_only_to_whom_they_should(people: People) -> None:
    clients = {who: people.client(who) for who in people.users}
    faults = []
    for name, door in DOORS.items():
        address = door.where(people)
        one = next((who for who in clients if who in door.opens_to), None)
        for who, client in clients.items():
            looked = client.get(address) if who == one else None
            with unwritten():
                looked = client.get(address) if who not in door.opens_to else looked
                with undone():
                    sent = client.post(address, door.sends)
            if not is_right(door, who, looked, sent):
                answers = [answer.status_code for answer in (looked, sent) if answer is not None]
                faults.append(f"{name} as {who}: {answers} ({address})")

    assert not faults, "\n".join(faults)
