"""Tests of jobs, engines and what they promise."""
