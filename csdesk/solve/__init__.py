"""The solve layer: proposes rosters. Pure computations over a flat `Model`; no window, no database, no clock."""
