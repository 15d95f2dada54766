"""HTTP: log-in, recent contacts, health and figures, and the files of the web client."""
