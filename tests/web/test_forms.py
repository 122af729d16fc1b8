"""Forms: labels above, errors beside the field and in a summary that leads to it; nothing typed is lost."""

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation


class Sample(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the <contract>")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "First"), ("b", "Second")], widget=forms.RadioSelect)
    tags = forms.MultipleChoiceField(
        label="Tags", choices=[("x", "X"), ("y", "Y")], widget=forms.CheckboxSelectMultiple, required=False
    )
    agree = forms.BooleanField(label="I agree")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> None:
        raise forms.ValidationError("The two do not fit.")


def written(form: forms.Form) -> str:
    with translation.override("en"):
        return Template("{% load web %}{% fields form %}").render(Context({"form": form}))


def test_a_fresh_form_has_labels_and_no_summary() -> None:
    page = written(Sample())
    assert '<label for="id_name">Name</label>' in page
    assert "As on the &lt;contract&gt;" in page
    assert 'aria-describedby="id_name_helptext"' in page
    assert 'id="errors"' not in page
    assert page.count("<fieldset") == 2
    assert 'type="hidden" name="secret"' in page


def test_errors_stand_beside_the_field_and_in_the_summary() -> None:
    page = written(Sample({"name": "", "kind": "z", "tags": ["y"], "secret": "s"}))
    assert "The two do not fit." in page
    assert '<a href="#id_name">Name: This field is required.</a>' in page
    assert 'href="#id_kind"' in page
    assert page.count("This field is required.") == 4
    assert 'value="y" id="id_tags_1" checked' in page


def test_only_what_may_be_left_out_is_called_optional() -> None:
    assert written(Sample()).count("optional") == 2


@pytest.mark.parametrize("typed", ["<script>", '"quoted"', "é€"])
def test_what_was_typed_is_kept_and_harmless(typed: str) -> None:
    page = written(Sample({"name": typed}))
    assert "<script>" not in page
    assert forms.CharField().widget.render("name", typed, {"id": "x"}).split('value="')[1].split('"')[0] in page
