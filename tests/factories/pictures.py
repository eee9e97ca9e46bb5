"""Pictures for tests."""

from django.core.files.base import ContentFile

from content.models import Picture

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 400"><rect width="640" height="400" fill="#fff"/></svg>'
)


def make_picture(description: str = "Телефон на столе") -> Picture:
    return Picture.objects.create(title="Телефон", description=description, file=ContentFile(SVG, name="phone.svg"))
