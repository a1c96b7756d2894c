"""The Today page: who is on shift now, what waits for a decision, which dates are coming."""
