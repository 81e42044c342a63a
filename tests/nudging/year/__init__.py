"""The acceptance simulation of nudges.md: people, a chat platform, a year; and the rules, checked apart."""
