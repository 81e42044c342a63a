"""Slack: direct messages become turns, replies go out through the Web API. Nothing outside this folder imports Bolt."""

CHANNEL = "slack"
