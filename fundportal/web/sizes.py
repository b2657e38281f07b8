"""Weights of files in the units of a phone bill: 1 MB is a million bytes."""


def in_megabytes(size: int) -> str:
    """“18 kB” below a tenth of a megabyte, else “3.1 MB”."""
    if size < 100_000:
        return f"{max(1, round(size / 1000)) if size else 0} kB"
    return f"{size / 1_000_000:,.1f} MB"
