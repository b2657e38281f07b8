from email import message_from_bytes, policy

from django.core.mail import EmailMultiAlternatives, get_connection


def test_each_letter_is_an_eml_file_of_its_own(tmp_path):
    connection = get_connection("fundportal.local.mail.EmlBackend", file_path=str(tmp_path))
    letters = [
        EmailMultiAlternatives(f"Recibo {n}", "Recibimos tu solicitud, Ñusta.", "no-responder@fondo.mx", ["a@example.org"]) for n in (1, 2)
    ]
    for letter in letters:
        letter.attach_alternative("<p>Recibimos tu solicitud", "text/html")
    assert connection.send_messages(letters) == 2

    files = sorted(tmp_path.iterdir())
    assert [path.suffix for path in files] == [".eml", ".eml"]
    read = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]
    assert sorted(message["Subject"] for message in read) == ["Recibo 1", "Recibo 2"]
    assert read[0].get_body(("plain",)).get_content() == "Recibimos tu solicitud, Ñusta."
