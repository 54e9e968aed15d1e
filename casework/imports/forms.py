"""Forms of the analyst's import pages."""

import hashlib
import uuid

from django import forms

from casework.imports.reading import NOTHING
from improvement.lib.forms import DateField

UNDECIDED = ("", "Leave blank for now")


class ManyFiles(forms.ClearableFileInput):
    """A file control that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; cleans to a list."""

    widget = ManyFiles

    def clean(self, data, initial=None):
        """Return the uploaded files. Raises ValidationError when there is none."""
        files = data if isinstance(data, list | tuple) else [data]
        clean_one = super().clean
        return [clean_one(file, initial) for file in files if file] or [clean_one(None, initial)]


class UploadForm(forms.Form):
    """The lists of a delivery; the key makes pressing the button twice the same as once."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    as_on = DateField(
        label="Day the lists were taken (optional)",
        help_text="Leave empty to use the latest date in the lists, or a return's last day. For example, 31 10 2026",
        required=False,
    )
    files = FilesField(
        label="Workbook, CSV files or census",
        help_text="Excel (.xlsx), CSV or XML, at most 20 MB together. You can choose several files",
        error_messages={"required": "Choose a file to upload", "empty": "The file is empty. Export it again"},
        allow_empty_file=True,
    )

    def __init__(self, *args, too_large=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid.uuid4().hex)
        self.fields["files"].widget.attrs["multiple"] = True
        self.too_large = too_large

    def clean(self):
        """Say plainly that the files were too large, and only that."""
        if self.too_large:
            self.errors.pop("files", None)
            self.add_error("files", "The files are larger than 20 MB together. Upload one file for each list")
        return super().clean()


class DayForm(forms.Form):
    """The day the lists were taken."""

    as_on = DateField(label="Day the lists were taken", help_text="For example, 31 10 2026")


class CodesForm(forms.Form):
    """What each unmatched value means."""

    def __init__(self, *args, unmatched, **kwargs):
        super().__init__(*args, **kwargs)
        self.values = {}
        for each in unmatched:
            name = "v" + hashlib.sha256(f"{each.code_set} {each.value}".encode()).hexdigest()[:16]
            nothing = "Not one of our teams" if each.code_set == "team" else "It means nothing: always leave blank"
            times = "1 row" if each.rows == 1 else f"{each.rows:,} rows"
            self.values[name] = each
            self.fields[name] = forms.ChoiceField(
                label=f"“{each.value}”",
                help_text=f"{each.columns}, {times}",
                choices=[UNDECIDED, *self._choices(each), (NOTHING, nothing)],
                required=False,
            )

    @staticmethod
    def _choices(each):
        if each.code_set == "team":
            return each.choices
        return [(code, f"{code}: {label}") for code, label in each.choices]

    def decisions(self):
        """Return (code set, value, code) of each value that was decided."""
        return [
            (each.code_set, each.value, self.cleaned_data[name])
            for name, each in self.values.items()
            if self.cleaned_data.get(name)
        ]


class ForgetForm(forms.Form):
    """Which remembered value to forget."""

    mapping = forms.IntegerField(min_value=1)
