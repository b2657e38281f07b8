"""Plausible words for fictional answers, in Spanish: whoever reads a page sees at once what kind of text belongs there."""

from __future__ import annotations

from random import Random

TITLES = (
    "La casa de {thing}", "Los días de {thing}", "Donde termina {thing}", "Mi abuela y {thing}", "Carta a {thing}", "Antes de {thing}",
    "Nadie habla de {thing}", "El año de {thing}",
)  # fmt: skip
THINGS = (
    "la neblina", "las milpas", "el último autobús", "la banda del pueblo", "los pescadores", "la sal", "el río seco", "las tejedoras", "la radio comunitaria",
    "el eclipse", "la carretera nueva", "los tambores", "la fiesta grande", "el maíz azul", "la laguna", "las montañas de enfrente",
)  # fmt: skip
PLACES = ("mi comunidad", "la costa", "la sierra", "el barrio", "mi municipio", "la frontera", "el valle", "la colonia")
CRAFTS = (
    "organizar rodajes pequeños",
    "coordinar a la banda de viento",
    "llevar las cuentas de la cooperativa",
    "editar videos con el teléfono",
    "dar talleres de cine",
)
SENTENCES = (
    "Crecí en {place}, donde las historias se cuentan al final de la jornada.",
    "Hace tres años empecé a {craft} con gente cercana.",
    "Aprendí que producir es cuidar: que todos coman, que nadie falte, que la historia llegue.",
    "La película sigue a tres generaciones que discuten sobre {thing}.",
    "No teníamos cámara propia, así que la pedimos prestada y la devolvimos limpia.",
    "Quiero que en {place} haya quien sepa hacer un plan de rodaje.",
    "El proyecto nació de una asamblea en la que se habló de {thing}.",
    "Filmamos en cuatro semanas, con un equipo de nueve personas, casi todas mujeres.",
    "Me interesa la mirada de quienes casi nunca aparecen en la pantalla.",
    "Lo más difícil fue conseguir los permisos; lo más bonito, la función en la cancha.",
    "La lengua de la casa no es la de la escuela, y eso también es parte del relato.",
    "Me falta aprender presupuestos y contratos; por eso quiero entrar.",
    "Al terminar me gustaría {craft} en otros lugares de la región.",
    "La cámara mira despacio: espera a que la gente olvide que está ahí.",
    "Queremos estrenar primero en {place} y después en festivales.",
    "Mi familia pensaba que el cine era para otros; ahora pregunta cuándo es el próximo rodaje.",
)
SHORT = (
    "Todavía no lo sé con certeza",
    "Sobre todo en equipo",
    "Con apoyo de mi comunidad",
    "De manera independiente",
    "Por las tardes y los fines de semana",
)
CELLS: dict[str, tuple[str, ...]] = {
    "concept": ("Guion", "Producción", "Fotografía", "Sonido", "Locaciones", "Transporte", "Alimentación", "Montaje", "Música", "Seguros"),
    "source": ("Fondo público de desarrollo", "Coproducción", "Preventa", "Aportación propia", "Aportación de la comunidad", "Beca"),
    "status": ("confirmado", "en trámite", "por solicitar"),
    "title": ("Ensayo sobre la lluvia", "Domingo de tianguis", "Cuatro velas", "Retrato con perro", "La vuelta"),
    "role": ("Producción", "Asistencia de producción", "Coordinación", "Dirección", "Fotografía", "Sonido"),
}
REASONS = (
    "No vives en el país de la convocatoria.",
    "Falta una parte obligatoria del proyecto.",
    "No cumples todavía la edad que pide la convocatoria.",
)
RETRACTED = "El lugar se había ofrecido por error a dos personas. Te ofrecemos una disculpa."
COMMENTS = (
    "La propuesta es clara y está pensada con su comunidad.",
    "Valdría la pena contar con más detalle cómo se va a producir.",
    "Se nota la experiencia de trabajo en equipo.",
    "La voz es propia; el plan de producción puede crecer.",
    "Una idea con mucho corazón a la que le falta presupuesto realista.",
)


def filled(template: str, random: Random) -> str:
    return template.format(thing=random.choice(THINGS), place=random.choice(PLACES), craft=random.choice(CRAFTS))


def title(random: Random) -> str:
    return filled(random.choice(TITLES), random)


def prose(random: Random, words: int) -> str:
    """Two to five sentences, of at most so many words; at least a few words whatever the limit."""
    chosen = [filled(sentence, random) for sentence in random.sample(SENTENCES, random.randint(2, 5))]
    kept, count = [], 0
    for sentence in chosen:
        length = sentence.count(" ") + 1
        if count + length > words:
            break
        kept.append(sentence)
        count += length
    if not kept:
        return " ".join(chosen[0].split()[: max(1, words)])
    if len(kept) > 3:
        kept[2] = f"\n\n{kept[2]}"
    return " ".join(kept).replace(" \n", "\n")
