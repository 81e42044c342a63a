"""The fake's faults and limits: what goes wrong when a test asks, and what stays true when the other side dies."""

import asyncio
import sys
from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import FakeSlack
from tests.fakes.slack.apps import web_client
from tests.fakes.slack.faults import Limit

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        fake.add_user("U1", name="Rita Rep")
        yield fake


@pytest_asyncio.fixture
async def client(slack: FakeSlack) -> AsyncWebClient:
    return web_client(slack)


async def test_posting_too_fast_is_refused_per_channel_until_the_time_has_passed(slack, client):
    slack.add_user("U2")
    slack.limit("chat.postMessage", per_second=1.0, burst=2, clock=lambda: 100.0)
    for _ in range(2):
        await client.chat_postMessage(channel="U1", text="hi")

    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel="U1", text="too fast")

    assert refused.value.response.status_code == 429 and refused.value.response.headers["Retry-After"] == "1"
    assert refused.value.response.data == {"ok": False, "error": "ratelimited"}
    assert (await client.chat_postMessage(channel="U2", text="another channel"))["ok"]


async def test_who_waits_as_told_is_not_refused_again():
    now = [100.0]
    limit = Limit(1.0, 1, clock=lambda: now[0])
    assert limit.wait_s("D1") is None and limit.wait_s("D1") == 1

    now[0] += 1

    assert limit.wait_s("D1") is None


async def test_slack_sdk_obeys_an_injected_rate_limit(slack):
    patient = AsyncWebClient(
        token=slack.bot_token, base_url=slack.api_url, retry_handlers=[AsyncRateLimitErrorRetryHandler()]
    )
    slack.fail("chat.postMessage", error="ratelimited", retry_after_s=0)

    assert (await patient.chat_postMessage(channel="U1", text="hi"))["ok"]
    assert [call.status for call in slack.calls] == [429, 200] and len(slack.posted) == 1


async def test_a_fault_happens_as_often_as_it_was_ordered_and_where(slack, client):
    slack.add_user("U2")
    slack.fail("chat.postMessage", times=2, error="account_inactive", channel="U1")
    slack.fail("*", status=503, channel="U2")

    assert (await client.auth_test())["ok"]
    for _ in range(2):
        with pytest.raises(SlackApiError, match="account_inactive"):
            await client.chat_postMessage(channel="U1", text="hi")
    with pytest.raises(SlackApiError) as broken:
        await client.chat_postMessage(channel="U2", text="hi")
    assert broken.value.response.status_code == 503
    assert (await client.chat_postMessage(channel="U1", text="hi"))["ok"] and len(slack.posted) == 1


@pytest.mark.parametrize(("after_effect", "posted"), [(False, 0), (True, 1)])
async def test_a_connection_drops_before_the_effect_or_after_it(slack, client, after_effect, posted):
    slack.fail("chat.postMessage", drop=True, after_effect=after_effect)

    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel="U1", text="hi")

    assert len(slack.posted) == posted and slack.calls[-1].status is None


async def test_a_slow_answer_is_still_the_answer(slack, client):
    slow = slack.fail("chat.postMessage", hold=True, after_effect=True)

    posting = asyncio.create_task(client.chat_postMessage(channel="U1", text="hi"))
    await slack.wait_for(lambda: slack.posted)

    assert slack.calls[-1].status is None and not posting.done() and slow.hits == 1
    slow.release()
    assert (await posting)["ok"]


async def test_forgotten_faults_do_not_happen(slack, client):
    slack.fail("*", times=9, status=500)
    slack.recover()

    assert (await client.auth_test())["ok"]


async def test_waiting_for_what_does_not_come_ends(slack):
    with pytest.raises(TimeoutError):
        await slack.wait_for(lambda: slack.posted, timeout_s=0.03)


async def test_what_another_process_posted_stays_after_it_died(slack):
    script = (
        "import sys, time, urllib.parse, urllib.request as r;"
        "form = urllib.parse.urlencode({'token': sys.argv[2], 'channel': 'U1', 'text': 'last words'}).encode();"
        "r.urlopen(sys.argv[1] + 'chat.postMessage', form); time.sleep(60)"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", script, slack.api_url, slack.bot_token)
    await slack.wait_for(lambda: slack.posted)

    process.kill()
    await process.wait()

    assert [posted.text for posted in slack.posted_to("U1")] == ["last words"]
    assert [call.status for call in slack.calls] == [200]
