"""Telegram: private chats become turns, replies go out through the Bot API. Nothing outside this folder imports PTB."""

import os

os.environ.setdefault("PTB_TIMEDELTA", "true")  # PTB 22 warns at each flood wait unless spans are asked for as such

CHANNEL = "telegram"
