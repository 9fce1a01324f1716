"""The parts of the HTML report: its template, style and script as files, and what they are filled with."""
