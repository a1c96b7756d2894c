"""The roster page: people × days, conflicts and coverage live while typing."""
