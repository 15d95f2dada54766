"""The whole product in Chromium: a shop's page with the widget, consoles, and the real server."""
