"""Codes by which people come in: short enough to read aloud, kept as hashes alone."""

from __future__ import annotations

import secrets
from hashlib import scrypt
from typing import Final

from dialogs.model import WorkspaceId
from dialogs.people import CODE_DIGITS, CODE_LENGTH, CODE_LETTERS

MOST_TRIES: Final = 5  # codes an hour and address; our guess


def new_code() -> str:
    """Return a code that nobody can guess, with a digit and a letter in it."""
    while True:
        code = "".join(secrets.choice(CODE_LETTERS + CODE_DIGITS) for _ in range(CODE_LENGTH))
        if any(sign in CODE_DIGITS for sign in code) and any(sign in CODE_LETTERS for sign in code):
            return code


def code_hash(workspace_id: WorkspaceId, code: str) -> str:
    """
    Return what is kept of a code. It takes 4 MB and about 10 ms: a stolen table is not worth counting through.

    The workspace is in it: the same code means nothing in another one.
    """
    return scrypt(code.encode(), salt=f"coach:{workspace_id}".encode(), n=2**12, r=8, p=1, dklen=24).hex()
