"""Outside formats: clock-in exports and templates in, Excel and PDF out."""
