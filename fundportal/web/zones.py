"""Time zones by the city that people know them by. Zones of the IANA database in Mexico and Latin America, and where many live abroad."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CITIES: dict[str, str | Promise] = {
    "America/Mexico_City": _("Mexico City"),
    "America/Cancun": "Cancún",
    "America/Merida": "Mérida",
    "America/Monterrey": "Monterrey",
    "America/Matamoros": "Matamoros",
    "America/Chihuahua": "Chihuahua",
    "America/Ciudad_Juarez": "Ciudad Juárez",
    "America/Ojinaga": "Ojinaga",
    "America/Mazatlan": "Mazatlán",
    "America/Bahia_Banderas": "Bahía de Banderas",
    "America/Hermosillo": "Hermosillo",
    "America/Tijuana": "Tijuana",
    "America/Guatemala": _("Guatemala City"),
    "America/Belize": _("Belize"),
    "America/El_Salvador": "San Salvador",
    "America/Tegucigalpa": "Tegucigalpa",
    "America/Managua": "Managua",
    "America/Costa_Rica": "San José",
    "America/Panama": _("Panama City"),
    "America/Havana": _("Havana"),
    "America/Santo_Domingo": "Santo Domingo",
    "America/Port-au-Prince": _("Port-au-Prince"),
    "America/Puerto_Rico": "San Juan",
    "America/Bogota": "Bogotá",
    "America/Caracas": "Caracas",
    "America/Guayaquil": "Guayaquil",
    "Pacific/Galapagos": "Galápagos",
    "America/Lima": "Lima",
    "America/La_Paz": "La Paz",
    "America/Santiago": "Santiago",
    "America/Punta_Arenas": "Punta Arenas",
    "Pacific/Easter": "Rapa Nui",
    "America/Asuncion": "Asunción",
    "America/Montevideo": "Montevideo",
    "America/Argentina/Buenos_Aires": "Buenos Aires",
    "America/Sao_Paulo": "São Paulo",
    "America/Bahia": "Salvador",
    "America/Manaus": "Manaus",
    "America/Guyana": "Georgetown",
    "America/Paramaribo": "Paramaribo",
    "America/Cayenne": "Cayenne",
    "America/New_York": _("New York"),
    "America/Chicago": "Chicago",
    "America/Denver": "Denver",
    "America/Phoenix": "Phoenix",
    "America/Los_Angeles": _("Los Angeles"),
    "Europe/Madrid": "Madrid",
    "UTC": "UTC",
}


def city(zone: str) -> str:
    """The city of a zone in the reader's language; of a zone that is not in the table, the last part of its name."""
    if zone in CITIES:
        return str(CITIES[zone])
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def is_zone(zone: str) -> bool:
    """Whether the IANA database knows it: a zone that a browser names may be anything."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder of the database
        return False
    return bool(zone)


def zone_choices() -> list[tuple[str, str]]:
    """For a select: the zones of the table, by city."""
    return sorted(((zone, str(name)) for zone, name in CITIES.items()), key=lambda choice: choice[1])
