"""What who is consulted fills in."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from gongkai.cases.enums import Answer
from gongkai.documents.desk.forms import FilesField
from gongkai.persons import vault

MOST_FILES: Final = 5


class CodeForm(forms.Form):
    """The secret part of the link, pasted where there is no script."""

    code = forms.CharField(
        label="链接中“#”后面的一串字符",
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}),
    )

    def clean_code(self) -> str:
        """The code alone, also where the whole link was pasted."""
        return str(self.cleaned_data["code"]).rpartition("#")[2].strip()


class Coded(forms.Form):
    """Carries the code on from page to page, in the body of each request."""

    code = forms.CharField(max_length=200, widget=forms.HiddenInput)


class ReceiptForm(Coded):
    who = forms.CharField(label="您的姓名", max_length=100, widget=forms.TextInput({"autocomplete": "name"}))


class AnswerForm(Coded):
    answer = forms.ChoiceField(label="意见", choices=Answer.choices, widget=forms.RadioSelect)
    reasons = forms.CharField(
        label="理由",
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text="不同意公开、只同意部分公开的，请说明理由，并写明哪些内容不同意公开",
    )
    answered_by = forms.CharField(
        label="答复人",
        max_length=100,
        widget=forms.TextInput({"autocomplete": "name"}),
        help_text="您的姓名；代表单位的，写单位名称和您的姓名",
    )
    attached = FilesField(
        label="附件",
        required=False,
        help_text=f"可以不传；盖章的书面意见、证明材料等，最多{MOST_FILES}个，每个不超过{vault.MOST // 2**20} MB",
    )

    def clean_attached(self) -> list[Any]:
        files = [file for file in self.cleaned_data["attached"] if file is not None]
        if len(files) > MOST_FILES:
            raise ValidationError(f"最多上传{MOST_FILES}个文件")
        for file in files:
            if file.size > vault.MOST:
                raise ValidationError(f"“{file.name}”超过{vault.MOST // 2**20} MB")
        return files
