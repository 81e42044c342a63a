"""What people send besides text, as the Bot API describes it. File ids are made up; nothing can be downloaded."""

from __future__ import annotations

from typing import Any

Payload = dict[str, Any]


def _file(kind: str, **more: Any) -> Payload:
    return {"file_id": f"{kind}-file-id", "file_unique_id": f"{kind}-unique", "file_size": 4096, **more}


def voice() -> Payload:
    return {"voice": _file("voice", duration=3, mime_type="audio/ogg")}


def sticker() -> Payload:
    kind = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    return {"sticker": _file("sticker", emoji="👍", set_name="thumbs", **kind)}


def photo(caption: str | None) -> Payload:
    sizes = [_file("photo-s", width=90, height=90), _file("photo-m", width=320, height=320)]
    return {"photo": sizes, **({"caption": caption} if caption else {})}


def poll(question: str) -> Payload:
    options = [{"text": text, "voter_count": 0, "persistent_id": text.lower()} for text in ("Yes", "No")]
    facts: Payload = {"total_voter_count": 0, "is_closed": False, "is_anonymous": True, "type": "regular"}
    return {
        "poll": {
            "id": "5000000000000000001",
            "question": question,
            "options": options,
            "allows_multiple_answers": False,
            "allows_revoting": True,
            "members_only": False,
            **facts,
        }
    }


def forward(text: str, *, date: int) -> Payload:
    origin = {"type": "hidden_user", "date": date - 60, "sender_user_name": "Somebody Else"}
    return {"forward_origin": origin, "text": text}


def membership(person: Payload, chat: Payload, bot: Payload, *, old: str, new: str, date: int) -> Payload:
    """my_chat_member: the bot's own standing in a chat; "kicked" in a private chat is a block."""
    states = {
        "kicked": {"user": bot, "status": "kicked", "until_date": 0},
        "member": {"user": bot, "status": "member"},
    }
    return {"chat": chat, "from": person, "date": date, "old_chat_member": states[old], "new_chat_member": states[new]}
