"""The handover tab 交接班."""
