"""csdesk (客服台): the desk of a small shop's customer-service team, offline."""

__version__ = "0.1.0"
