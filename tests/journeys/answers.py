"""What one person answers in the three sample calls: by the section's key, then by the field's name. A tuple of steps adds rows."""

from tests.files.contents import CONTENTS


def file(name, kind):
    media = {"pdf": "application/pdf", "jpeg": "image/jpeg"}[kind]
    return {"name": name, "mimeType": media, "buffer": CONTENTS[kind]}


NAME = "Xóchitl Ñuu Sávi ꞌNúñez"
PROSE = "Crecí entre milpas y películas. Organicé la fiesta del pueblo tres años, y de ahí aprendí a producir."

CCC = {
    "about": {"full_name": NAME, "age": "29", "phone": "+52 951 000 0000"},
    "place": {"home_entity": "20", "municipality_0": "20", "municipality_1": "Juchitan de Zaragoza"},
    "path": {
        "motivation": PROSE,
        "experience": PROSE,
        "areas": ["office", "locations"],
        "sample_link": "https://example.org/obra",
        "sample_file": file("Grabación en el monte — ñandú.jpeg", "jpeg"),
    },
    "availability": {"attendance": "all", "support": ["travel"]},
    "declaration": {"meets_requirements": True},
}
AMACC = {
    "about": {"full_name": NAME, "birth_date_0": "7", "birth_date_1": "marzo", "birth_date_2": "1994", "entity": "20"},
    "career": (
        {"role": "producer", "years": "6", "career_story": PROSE, "credits-0-title": "Carta a la sal", "credits-0-role": "Producción"},
        "credits-add",
        {"credits-0-year": "2023", "credits-1-title": "La vuelta", "credits-1-role": "Coordinación", "credits-1-year": "2025"},
        {"cv": file("Currículum de Xóchitl.pdf", "pdf")},
    ),
    "project": {
        "project_title": "Donde termina la neblina",
        "project_summary": PROSE,
        "project_stage": "development",
        "budget": "1,250,000",
        "budget_currency": "MXN",
        "secured": "45,000.50",
        "secured_currency": "USD",
    },
    "motivation": {"motivation": PROSE, "modules": ["models", "legal"]},
    "declaration": {"meets_requirements": True},
}
MORELIA = {
    "about": {"full_name": NAME, "country": "MX", "residence": "MX", "first_film": "short", "presented_by": "collective"},
    "film": {"film_title": "Yoko", "film_year": "2021", "film_part": "Dirección y sonido"},
    "collective": {"collective_called": "Ñuu Ndaku", "collective_agreement": PROSE},
    "eligibility": {"self_ascription": True, "community": "Ñuu Savi"},
    "project": {
        "project_title": "Yutsa",
        "logline": "Una abuela enseña a su nieta a escuchar el río que ya no está.",
        "genre": "documentary",
        "stage": "writing",
        "version_date_0": "27",
        "version_date_1": "3",
        "version_date_2": "2026",
        "minutes": "82",
        "film_languages": "tuꞌun savi, español",
        "advice": ["finance", "rights"],
    },
    "story": {"synopsis": PROSE, "treatment": file("Tratamiento — versión última.pdf", "pdf"), "director_note": PROSE},
    "team": (
        {"team-0-name": NAME, "team-0-role": "Dirección", "team-0-email": "xochitl@example.org", "team_story": PROSE},
        "team-add",
        {"team-1-name": "Itandehui López", "team-1-role": "Producción"},
    ),
    "budget": (
        {"budget-0-concept": "Guion", "budget-0-quantity": "1", "budget-0-cost": "80,000", "secured": "0"},
        "budget-add",
        {"budget-1-concept": "Locaciones", "budget-1-quantity": "4", "budget-1-cost": "12,500.50"},
    ),
    "financing": {
        "financing_plan-0-source": "Aportación de la comunidad",
        "financing_plan-0-status": "confirmado",
        "financing_plan-0-amount": "130,002",
    },
    "rights": {
        "chain_of_rights": "oral",
        "rights_note": PROSE,
        "rights_file": file("Acuerdo de asamblea.jpeg", "jpeg"),
        "teaser": "https://vimeo.com/76979871",
        "rights_declaration": True,
    },
}
CALLS = {"nuevas-fronteras": AMACC, "laboratorio-morelia": MORELIA, "asistentes-de-produccion": CCC}
