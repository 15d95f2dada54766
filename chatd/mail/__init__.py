"""E-mails to buyers: what they look like, how one is handed to a server, who sends which when."""
