"""Fields whose contents do not fill the migrations."""

from typing import Any

from django.db import models
from wagtail.fields import StreamField


class BlocksField(StreamField):
    """A StreamField without block definitions in migrations: a changed label is no change of the database."""

    def __init__(self, block_types: Any = (), **kwargs: Any) -> None:
        super().__init__(block_types, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, _args, kwargs = super(StreamField, self).deconstruct()
        return name, "content.fields.BlocksField", [], kwargs


class FoldedField(models.CharField):
    """A copy of another text field in lower case with е for ё: SQLite compares only ASCII without regard to case."""

    def __init__(self, source: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 255)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("default", "")
        self.source = source
        super().__init__(**kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        folded = fold(getattr(model_instance, self.source))[: self.max_length]
        setattr(model_instance, self.attname, folded)
        return folded


def fold(text: str) -> str:
    return text.casefold().replace("ё", "е")
