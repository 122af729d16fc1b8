"""The ground of every storey: money, periods, the clock, the working calendar, identifiers, explanations."""
