"""Words that stand in an address below an application (`solicitudes/<folio>/…`) where a section's key stands too: no section may have them as its key."""

RESERVED_KEYS = frozenset(
    {
        "aclarar",
        "al-cierre",
        "archivos",
        "comprobante",
        "consentimientos",
        "copia",
        "enviado",
        "equipo",
        "historial",
        "imprimir",
        "oferta",
        "pedir-revision",
        "retirar",
        "revisar",
        "secciones",
        "sobre-ti",
        "traer",
    }
)
"""The one list: the addresses of sections leave these words out, and whoever adds a page below an application adds its word here."""
