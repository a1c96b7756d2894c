"""The attendance page: people × days, one day explained, what to decide, records, the weekly bulletin, imports."""
