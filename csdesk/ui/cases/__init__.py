"""The tab 投诉售后: which buyer waits for what."""
