"""Labels that would touch are moved apart, as little as possible and inside the chart."""

from collections.abc import Sequence


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions near `wanted`, in the same order, `gap` apart and within [low, high] where there is room.

    Without room for all the gap shrinks.
    """
    if not wanted:
        return []
    room = (high - low) / max(len(wanted) - 1, 1)
    gap = min(gap, room) if len(wanted) > 1 else gap
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], index))
    placed: list[float] = []
    for rank, index in enumerate(order):
        least = placed[-1] + gap if placed else low
        most = high - gap * (len(order) - 1 - rank)
        placed.append(max(min(wanted[index], most), least))
    positions = [0.0] * len(wanted)
    for index, position in zip(order, placed, strict=True):
        positions[index] = min(position, high)
    return positions
