"""
The platforms as the kill tests see them: people act, messages reach them, and events are acknowledged or not.

Acts of one `group` may reach the coach in any order; Telegram keeps every order, so there each act is a group.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from random import Random
from typing import Any, Protocol

from bot.render import slack as slack_render
from bot.render import telegram as telegram_render
from dialogs.replies import Reply
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.records import Delivery as SlackDelivery
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.records import Delivery as TelegramDelivery

Message = tuple[Any, ...]  # what is compared: a text and its buttons or blocks
LINES = (
    "What gets in the way of your deliveries",
    "How do you plan your routes today",
    "menu",
    "2",
    "hint",
    "What does a late truck cost you",
    "1",
)
ANSWER_S = 0.02  # how long the platform takes to answer a send that has taken effect


@dataclass(frozen=True)
class Act:
    """What somebody did: the event's id, and whether the platform was told that it arrived."""

    who: str
    group: int
    delivery: Any
    event_id: str
    comes_again: bool = True  # until it is acknowledged


class Place(Protocol):
    """A platform."""

    people: list[str]
    acts: list[Act]

    def opened(self) -> AbstractAsyncContextManager[Any]: ...
    def environment(self, port: int) -> dict[str, str]: ...
    async def act(self, who: str, group: int, rng: Random) -> None: ...
    def acknowledged(self, act: Act) -> bool: ...
    def waiting(self) -> int:
        """How many events are not acknowledged and not given up."""
        ...

    def sending(self) -> bool:
        """Whether the platform is still at work on a message that the coach sent."""
        ...

    def received(self, who: str) -> list[Message]: ...
    def rendered(self, reply: Reply, stamp: str) -> list[Message]: ...


def words(who: str, number: int, rng: Random) -> str:
    line = rng.choice(LINES)
    return line if len(line) < 6 else f"{line} {who} {number}?"


class InSlack:
    """Slack: each person does one or two things at once and waits for the acknowledgement."""

    def __init__(self, *, over_http: bool) -> None:
        # Slack tries again at once, after one minute and after five; here a down time lasts as long as several kills
        self.slack = FakeSlack(retry_after_s=(0.05, *[0.25] * 120))
        self.over_http = over_http
        self.people = [self.slack.add_user(f"U{number:02d}") for number in range(20)]
        self.acts: list[Act] = []
        self._numbers = 0

    def opened(self) -> FakeSlack:
        self.slack.fail("chat.postMessage", times=10**9, after_effect=True, delay_s=ANSWER_S)
        return self.slack

    def environment(self, port: int) -> dict[str, str]:
        self.slack.events_url = f"http://127.0.0.1:{port}/slack/events" if self.over_http else None
        way = {"SIGNING_SECRET": self.slack.signing_secret} if self.over_http else {"APP_TOKEN": self.slack.app_token}
        told = {"BOT_TOKEN": self.slack.bot_token, "API_URL": self.slack.api_url, **way}
        return {f"COACH_SLACK_{name}": value for name, value in told.items()}

    async def act(self, who: str, group: int, rng: Random) -> None:
        await asyncio.gather(*(self._one(who, group, rng) for _ in range(rng.choice((1, 1, 2)))))
        await asyncio.sleep(rng.uniform(0.1, 0.5))

    async def _one(self, who: str, group: int, rng: Random) -> None:
        self._numbers += 1
        with_buttons = [message for message in self.slack.posted_to(who)[-4:] if message.buttons]
        if with_buttons and rng.random() < 0.4:
            message = rng.choice(with_buttons)
            delivery = await self.slack.presses(who, message, rng.choice(message.buttons)[1])
            action = delivery.payload["actions"][0]
            event_id = f"press:{who}:{message.channel}:{message.ts}:{action['action_ts']}:{action['value']}"
            self.acts.append(Act(who, group, delivery, event_id, comes_again=False))
        else:
            delivery = await self.slack.says(who, words(who, self._numbers, rng))
            self.acts.append(Act(who, group, delivery, str(delivery.event_id)))

    def acknowledged(self, act: Act) -> bool:
        delivery: SlackDelivery = act.delivery
        return delivery.acknowledged

    def waiting(self) -> int:
        return sum(not delivery.finished for delivery in self.slack.deliveries)

    def sending(self) -> bool:
        return any(call.status is None for call in self.slack.calls)

    def received(self, who: str) -> list[Message]:
        return [(message.text, message.blocks) for message in self.slack.posted_to(who)]

    def rendered(self, reply: Reply, stamp: str) -> list[Message]:
        return [(one.text, json.loads(json.dumps(one.blocks))) for one in slack_render.render(reply, stamp=stamp)]


class InTelegram:
    """Telegram: each person has up to three updates on their way."""

    def __init__(self, *, webhook: bool) -> None:
        self.telegram = FakeTelegram(allow_http=True)
        self.webhook = webhook
        self.people = [str(1001 + number) for number in range(20)]
        for who in self.people:
            self.telegram.add_user(int(who))
        self.acts: list[Act] = []
        self._by_person: dict[str, list[TelegramDelivery]] = {who: [] for who in self.people}

    def opened(self) -> FakeTelegram:
        self.telegram.fail("sendMessage", times=10**9, after_effect=True, delay_s=ANSWER_S)
        return self.telegram

    def environment(self, port: int) -> dict[str, str]:
        told = {"COACH_TELEGRAM_TOKEN": self.telegram.token, "COACH_TELEGRAM_API_URL": self.telegram.base_url}
        if self.webhook:
            told["COACH_PUBLIC_URL"] = f"http://127.0.0.1:{port}"
        return told

    async def act(self, who: str, group: int, rng: Random) -> None:
        while sum(not delivery.confirmed for delivery in self._by_person[who][-3:]) == 3:
            await asyncio.sleep(0.02)
        chat = int(who)
        with_buttons = [message for message in self.telegram.sent_to(chat)[-4:] if message.buttons]
        if with_buttons and rng.random() < 0.4:
            message = rng.choice(with_buttons)
            delivery = await self.telegram.presses(chat, message, rng.choice(message.buttons)[1])
            event_id = f"{delivery.update_id}:{delivery.query_id}"
        else:
            delivery = await self.telegram.says(chat, words(who, group, rng))
            event_id = f"{delivery.update_id}:{delivery.message_id}"
        self._by_person[who].append(delivery)
        self.acts.append(Act(who, group, delivery, event_id))
        await asyncio.sleep(rng.uniform(0.3, 0.9))

    def acknowledged(self, act: Act) -> bool:
        delivery: TelegramDelivery = act.delivery
        return delivery.confirmed

    def waiting(self) -> int:
        return len(self.telegram.updates.pending)

    def sending(self) -> bool:
        return any(not call.done for call in self.telegram.called("sendMessage"))

    def received(self, who: str) -> list[Message]:
        return [(sent.text, sent.rows) for sent in self.telegram.sent_to(int(who))]

    def rendered(self, reply: Reply, stamp: str) -> list[Message]:
        messages = telegram_render.render(reply, stamp=stamp)
        return [(one.html, [list(row) for row in one.buttons]) for one in messages]
