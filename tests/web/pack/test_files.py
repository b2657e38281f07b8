from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from fundportal.web.pack.files import KeptFile, KeptFileField
from fundportal.web.sizes import in_megabytes

KEPT = KeptFile("Agua que vuelve – versión 3.pdf", 5_000_000, "/archivos/1/")


def make_form(data=None, upload=None, kept=None, **options):
    class Form(forms.Form):
        folder = KeptFileField(label="Carpeta", **options)

    files = MultiValueDict({"folder": [upload]} if upload else {})
    return Form(data, files if data is not None else None, initial={"folder": kept} if kept else None)


def test_a_kept_file_is_shown_with_its_size_and_a_box_to_remove_it():
    html = str(make_form(kept=KEPT)["folder"])
    assert '<a href="/archivos/1/">Agua que vuelve – versión 3.pdf</a></strong>, 5 MB' in html
    assert 'name="folder-clear"' in html
    assert 'type="file"' in html


def test_without_a_file_only_the_input_is_shown():
    assert "fp-upload" not in str(make_form()["folder"])


def test_the_kept_file_stays_when_none_is_sent():
    form = make_form({}, kept=KEPT)
    assert form.is_valid()
    assert form.cleaned_data == {"folder": KEPT}


def test_removing_is_false_also_where_a_file_is_required():
    form = make_form({"folder-clear": "on"}, kept=KEPT)
    assert form.is_valid()
    assert form.cleaned_data == {"folder": False}


def test_a_new_file_wins_over_the_ticked_box():
    upload = SimpleUploadedFile("nueva.pdf", b"%PDF-")
    form = make_form({"folder-clear": "on"}, upload, kept=KEPT)
    assert form.is_valid()
    assert form.cleaned_data == {"folder": upload}


def test_a_file_that_is_too_large_is_told_in_megabytes():
    form = make_form({}, SimpleUploadedFile("grande.pdf", b"x" * 260_000), max_bytes=200_000)
    assert form.errors == {"folder": ["The file weighs 0.3 MB; the most is 0.2 MB."]}


def test_a_page_shown_again_speaks_of_the_kept_file_not_of_the_one_just_sent():
    form = make_form({}, SimpleUploadedFile("nueva.pdf", b"%PDF-"), kept=KEPT)
    html = str(form["folder"])
    assert "Agua que vuelve" in html
    assert "nueva.pdf" not in html


def test_sizes():
    assert [in_megabytes(size) for size in (0, 1, 400, 18_000, 99_499, 400_000, 5_000_000, 1_234_567_890)] == [
        "0 kB",
        "1 kB",
        "1 kB",
        "18 kB",
        "99 kB",
        "0.4 MB",
        "5 MB",
        "1,234.6 MB",
    ]
