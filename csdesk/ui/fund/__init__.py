"""基金箱: fines, red packets that a close moved here, and the ledger of the box."""
