"""The source checker: guarded fetching, verdicts, politeness, history. Nothing else imports httpx or tenacity."""
