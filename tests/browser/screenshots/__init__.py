"""Pictures of the main states for the documentation: `python -m tests.browser.screenshots`."""
