"""The source checker: fetching under guard, verdicts, politeness, history. Nothing else of ours imports httpx or tenacity."""
