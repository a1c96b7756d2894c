"""Showing and asking: Qt widgets over actions and core records."""
