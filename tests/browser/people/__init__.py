"""People at their screens: what they see and what they can do, in their own words."""
