"""Facts on disk: tables, migrations, journal; one module of load and save functions per noun."""
