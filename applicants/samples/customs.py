"""Names after the naming customs of Mexico and Latin America, with the signs that they need. The people are invented."""

from __future__ import annotations

from random import Random
from typing import NamedTuple


class Custom(NamedTuple):
    """Given names, surnames, and how many surnames are borne; `link` stands now and then before the last one."""

    given: tuple[str, ...]
    surnames: tuple[str, ...]
    borne: int = 2
    link: str = ""


def words(text: str) -> tuple[str, ...]:
    """Names apart; an underscore is a space within a name."""
    return tuple(word.replace("_", " ") for word in text.split())


CUSTOMS: dict[str, Custom] = {
    "mestizo": Custom(
        words(
            "María_Fernanda José_Luis Guadalupe Óscar Ximena Jesús Andrea Íñigo Sofía Raúl Begoña Héctor Ana_Lucía Iván Renata Ulises Zoé"
        ),
        words("López Hernández García Martínez Peña Núñez Ibáñez Muñoz Treviño Ávila Zúñiga Gutiérrez Ríos Ordóñez Castañeda Güemes"),
        link="de la",
    ),
    "maya": Custom(
        words("Ixchel Itzel Nicté_Há Wilberth Addy Gaspar Sac-Nicté Balam Lizbeth Yamili"),
        words("Canul Pech Chablé Dzul Ek Uc Poot Tun Kú Balam Cauich Xool Nahuat Chí"),
    ),
    "zapotec": Custom(
        words("Guieꞌxuuba Nayeli Biaaniꞌ Rosalba Gudelia Macario Natividad Feliciano"),
        words("Vásquez Santiago Luis Jiménez Orozco Toledo Manzano Nicolás Matus"),
    ),
    "ayuujk": Custom(
        words("Tajëëw Xëëw Yolanda Floriberto Honorio Zoila Sofía"), words("Díaz Martínez Vargas Gutiérrez Nolasco Aldaz Pérez")
    ),
    "mixtec": Custom(
        words("Celerina Eulogio Itandehui Nivaldo Octavia Izaira"), words("López Reyes Bautista Ojeda Feria Salvador Aguilar")
    ),
    "tsotsil": Custom(
        words("Xunkaꞌ Manuel Loxa Domingo Pascuala Xun Juana"), words("Gómez Sántiz Hernández Girón Díaz Patishtán Collazo"), link="de la"
    ),
    "nahua": Custom(
        words("Citlali Xóchitl Cuauhtémoc Tonantzin Yolotzin Mardonio Ilhuicamina"),
        words("Tecuapetla Xicoténcatl Cuamatzi Tlatelpa Coyotl Tepole Zempoalteca"),
    ),
    "purépecha": Custom(words("Tzitziki Eréndira Tariácuri Naná Ireri Sebastián"), words("Cuiriz Huacuz Campos Morales Chávez Rangel")),
    "coast": Custom(
        words("Donají Bulmaro Elvira Yolanda Israel Rosa_María Juventino"),
        words("Petatán Noyola Habana Clavel Bernal Ayona Prudente Zapata"),
    ),
    "andean": Custom(
        words("Killari Illary Wayra Nina Amaru Sami Rumi"), words("Quispe Mamani Condori Huamán Choque Ccahuana Ñahui Yupanqui")
    ),
    "brazil": Custom(
        words("Janaína João Conceição Luís Aparecida Antônio Iracema Tainá"),
        words("Nascimento Silva Gonçalves Araújo Tukano Baré Magalhães Assunção"),
        link="da",
    ),
    "garifuna": Custom(words("Barauda Satuye Nidia Wilmer Aurora Teófilo"), words("Suazo Arzú Norales Lino Guity Álvarez Castillo")),
    "kiche": Custom(words("Nikteꞌ Ixkik Tepew María_Mercedes Sotero"), words("Tzoc Ajú Xiloj Sapalú Chojolán Coyoy Quiejú")),
    "mapuche": Custom(words("Ayelén Lautaro Millaray Nahuel Suyai Antü"), words("Catrileo Huenchumilla Antilef Marileo Ñancupil Curiñir")),
    "haitian": Custom(
        words("Marie-Ange Raphaël Jean-Baptiste Fabiola Wisly Édeline"), words("Désir Toussaint Pierre-Louis Étienne Bélizaire"), borne=1
    ),
    "guna": Custom(words("Iguanigdi Nagiler Olowaili Inaediguine"), words("Valdés Smith Arosemena Harris"), borne=1),
}
BY_ENTITY = {
    "31": "maya", "23": "maya", "04": "maya", "07": "tsotsil", "16": "purépecha", "29": "nahua", "21": "nahua", "30": "nahua", "13": "nahua", "12": "coast",
}  # fmt: skip
BY_COUNTRY = {
    "GT": "kiche", "BR": "brazil", "PE": "andean", "BO": "andean", "EC": "andean", "CO": "coast", "HN": "garifuna", "BZ": "garifuna",
    "CL": "mapuche", "AR": "mapuche", "HT": "haitian", "PA": "guna",
}  # fmt: skip
OAXACA = ("zapotec", "ayuujk", "mixtec")


def custom_of(country: str, entity: str, random: Random) -> Custom:
    """The custom of where somebody comes from, as often as not; else the widespread one."""
    own = random.choice(OAXACA) if entity == "20" else BY_ENTITY.get(entity, "")
    code = own if country == "MX" else BY_COUNTRY.get(country, "")
    return CUSTOMS[code if code and random.random() < 0.6 else "mestizo"]


def full_name(custom: Custom, random: Random) -> str:
    """A name in the order in which its owner writes it."""
    surnames = random.sample(custom.surnames, custom.borne)
    if custom.link and random.random() < 0.15:
        surnames[-1] = f"{custom.link} {'Cruz' if custom.link == 'de la' else surnames[-1]}"
    return " ".join([random.choice(custom.given), *surnames])
