"""Why an upload does not go on, with the status that a tus client knows."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from fundportal.web.refusals import Refusal


class NoSuchUpload(Refusal):
    """Nobody's, or another person's: the answer does not tell which."""

    status = 404

    def __init__(self) -> None:
        super().__init__(_("There is no such upload. Choose the file again."))


class Gone(Refusal):
    """It was left for too long, or its bytes are not where they should be."""

    status = 410

    def __init__(self) -> None:
        super().__init__(_("This upload was left for too long and has been removed. Choose the file again."))


class Unclear(Refusal):
    """The request says too little, or nonsense."""

    status = 400


class WrongOffset(Refusal):
    """The piece does not begin where the last one ended."""

    def __init__(self) -> None:
        super().__init__(_("This piece does not join what has arrived. Ask how much is there, and go on from that."))


class Closed(Refusal):
    """Nothing is taken there any more. To a client of tus a conflict (409) would be a piece to be sent again, for ever."""

    status = 403


class Busy(Refusal):
    """Another piece of the same upload is being written."""

    status = 423

    def __init__(self) -> None:
        super().__init__(_("Another piece of this file is just arriving. Try again in a moment."))


class TooMuch(Refusal):
    """A file that is too large, a piece that is, or more than was announced."""

    status = 413


class NotAccepted(Refusal):
    """All has arrived, and by its content it may not be handed in."""

    status = 422


class NotOfThisType(NotAccepted):
    """A type that is not asked for."""

    status = 415


class Mismatch(Refusal):
    """The piece was damaged on its way."""

    status = 460

    def __init__(self) -> None:
        super().__init__(_("This piece was damaged on its way. It has to be sent again."))


class NoRoom(Refusal):
    """The disk is full."""

    status = 507

    def __init__(self) -> None:
        super().__init__(_("There is no room for this file at the moment. What has arrived is kept; try again later."))
