"""The solve layer: proposes rosters. Pure computations over a flat `Model`; no window, no database, no clock."""

VERSION = 1  # of the search: another one may give another roster for the same seed
