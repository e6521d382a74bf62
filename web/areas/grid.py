"""ETRS-TM35FIN (EPSG:3067), the plane coordinates that Finnish authorities use, from WGS84 degrees.

The transverse Mercator projection by Krüger's series in the third flattening, as recommendation JHS 197 writes it out.
"""

from __future__ import annotations

import math

SEMI_MAJOR_M = 6_378_137.0
FLATTENING = 1 / 298.257222101
CENTRAL_MERIDIAN = 27.0
SCALE = 0.9996
FALSE_EASTING_M = 500_000.0

_N = FLATTENING / (2 - FLATTENING)
_RECTIFYING_RADIUS_M = SEMI_MAJOR_M / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_ECCENTRICITY = math.sqrt(2 * FLATTENING - FLATTENING**2)
_SERIES = (
    _N / 2 - 2 * _N**2 / 3 + 5 * _N**3 / 16 + 41 * _N**4 / 180,
    13 * _N**2 / 48 - 3 * _N**3 / 5 + 557 * _N**4 / 1440,
    61 * _N**3 / 240 - 103 * _N**4 / 140,
    49561 * _N**4 / 161280,
)


def east_north_m(lat: float, lon: float) -> tuple[float, float]:
    """Easting and northing in metres, good to a millimetre in Finland."""
    latitude, longitude = math.radians(lat), math.radians(lon - CENTRAL_MERIDIAN)
    conformal = math.asinh(math.tan(latitude)) - _ECCENTRICITY * math.atanh(_ECCENTRICITY * math.sin(latitude))
    beta = math.atan(math.sinh(conformal))
    eta = math.atanh(math.cos(beta) * math.sin(longitude))
    xi = math.asin(math.sin(beta) * math.cosh(eta))
    north, east = xi, eta
    for order, factor in enumerate(_SERIES, start=1):
        north += factor * math.sin(2 * order * xi) * math.cosh(2 * order * eta)
        east += factor * math.cos(2 * order * xi) * math.sinh(2 * order * eta)
    return FALSE_EASTING_M + SCALE * _RECTIFYING_RADIUS_M * east, SCALE * _RECTIFYING_RADIUS_M * north
