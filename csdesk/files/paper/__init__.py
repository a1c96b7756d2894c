"""Printed documents: one module per document, each a function from records to a `Paper` (PDF bytes, pages, what could not be printed)."""
