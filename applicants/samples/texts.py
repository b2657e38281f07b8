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
CAREER = (
    "Crecí en {place}, donde las historias se cuentan al final de la jornada.",
    "Hace tres años empecé a {craft} con gente cercana.",
    "Aprendí que producir es cuidar: que todos coman, que nadie falte, que la historia llegue.",
    "No teníamos cámara propia, así que la pedimos prestada y la devolvimos limpia.",
    "Quiero que en {place} haya quien sepa hacer un plan de rodaje.",
    "Filmamos en cuatro semanas, con un equipo de nueve personas, casi todas mujeres.",
    "Lo más difícil fue conseguir los permisos; lo más bonito, la función en la cancha.",
    "Me falta aprender presupuestos y contratos; por eso quiero entrar.",
    "Al terminar me gustaría {craft} en otros lugares de la región.",
    "Mi familia pensaba que el cine era para otros; ahora pregunta cuándo es el próximo rodaje.",
    "En la fiesta del pueblo coordino a treinta personas con una libreta y mucha paciencia.",
    "Sé resolver: si se va la luz, hay planta; si llueve, hay plan de lluvia.",
)
STORY = (
    "La película sigue a tres generaciones que discuten sobre {thing}.",
    "Una joven vuelve a {place} para vender la casa de su abuela y se queda por {thing}.",
    "Dos hermanos que no se hablan tienen que cruzar {place} juntos en una sola noche.",
    "Todo empieza cuando alguien graba a escondidas una conversación sobre {thing}.",
    "La lengua de la casa no es la de la escuela, y eso también es parte del relato.",
    "Al final nadie gana el pleito, pero todos aprenden a escucharse.",
    "La cámara espera a que la gente olvide que está ahí.",
    "La última escena ocurre al amanecer, sin palabras, frente a {thing}.",
)
VISION = (
    "El proyecto nació de una asamblea en la que se habló de {thing}.",
    "Me interesa la mirada de quienes casi nunca aparecen en la pantalla.",
    "Quiero filmar con luz natural y planos largos, a la altura de los ojos.",
    "Crecí en {place}; cuento lo que conozco y pregunto lo que no.",
    "El sonido llega antes que la imagen: primero se oye, después se ve.",
    "Queremos estrenar primero en {place} y después en festivales.",
)
TEAMWORK = (
    "Decidimos en asamblea y cada quien cobra lo mismo por jornada.",
    "La mitad del equipo es de {place}, y ahí formamos a quien quiera aprender.",
    "Nos conocimos al {craft} y desde entonces no hemos parado.",
    "Las autoridades comunitarias leyeron el guion y pidieron dos cambios, que hicimos.",
)
MONEY = (
    "Lo asegurado cubre la investigación y el primer viaje.",
    "El transporte es caro porque a {place} solo se llega por terracería.",
    "La comunidad aporta hospedaje y comida; lo pusimos a precio de la región.",
    "Falta cerrar la coproducción; esperamos respuesta este año.",
)
RIGHTS = (
    "La historia es nuestra; el guion está registrado a nombre de quienes lo escribimos.",
    "La asamblea dio permiso por escrito y podrá ver el corte antes del estreno.",
    "La música es de la banda del pueblo, con un contrato por cada pieza.",
    "Las fotos de familia se usan con permiso de sus dueñas.",
)
SUBJECTS: dict[str, tuple[str, ...]] = {
    "logline": STORY,
    "synopsis": STORY,
    "project_summary": STORY + VISION,
    "director_note": VISION,
    "team_story": TEAMWORK,
    "financing_note": MONEY,
    "rights_note": RIGHTS,
}
"""By the key of a question; any other one is about the person."""
SHORT = (
    "Todavía no lo sé con certeza",
    "Sobre todo en equipo",
    "Con apoyo de mi comunidad",
    "De manera independiente",
    "Por las tardes y los fines de semana",
)
SHORTS: dict[str, tuple[str, ...]] = {
    "community": (
        "San Miguel de ejemplo",
        "Barrio de la Laguna, ejemplo",
        "Comunidad de ejemplo en la costa",
        "Pueblo de ejemplo en la sierra",
    ),
    "film_year": ("2014", "2017", "2019", "2022", "2024"),
    "film_part": ("Dirección", "Guion y dirección", "Sonido directo", "Fotografía"),
    "collective_called": ("Colectivo de ejemplo", "Comunidad de ejemplo en la montaña", "Cine club de ejemplo"),
    "film_languages": ("Español", "Español y la lengua de mi comunidad", "En la lengua de mi comunidad", "Español y portugués"),
}
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
APPEALS = (
    "En los comentarios dice que falta el plan de rodaje. Está en el segundo archivo, desde la página cuatro: creo que no se abrió.",
    "Se leyó la sinopsis como ficción y es un documental. Pido que alguien más la lea con la carta de motivos al lado.",
)
COMMENTS = (
    "La propuesta es clara y está pensada con su comunidad.",
    "Valdría la pena contar con más detalle cómo se va a producir.",
    "Se nota la experiencia de trabajo en equipo.",
    "La voz es propia; el plan de producción puede crecer.",
    "Una idea con mucho corazón a la que le falta presupuesto realista.",
)


def filled(template: str, random: Random) -> str:
    """The template with words in its gaps, contracted as Spanish does."""
    text = template.format(thing=random.choice(THINGS), place=random.choice(PLACES), craft=random.choice(CRAFTS))
    return text.replace(" de el ", " del ").replace(" a el ", " al ")


def title(random: Random) -> str:
    return filled(random.choice(TITLES), random)


def prose(random: Random, words: int, key: str = "") -> str:
    """A few sentences to the question with that key, of at most so many words; at least a few words whatever the limit."""
    sentences = SUBJECTS.get(key, CAREER)
    count = 1 if key == "logline" else random.randint(2, min(5, len(sentences)))
    chosen = [filled(sentence, random) for sentence in random.sample(sentences, count)]
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
