"""What a person can do: one function per button, `(session, ...) -> Changes`."""
