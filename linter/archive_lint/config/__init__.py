"""Settings: what may be configured, where it is found, how it is read, what is said when it is wrong."""
