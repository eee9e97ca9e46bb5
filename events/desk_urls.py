"""The desk, under /desk/."""

from django.urls import path

from events.desk import dates, materials, people, series, today

urlpatterns = [
    path("", today.today, name="desk"),
    path("calls/", people.call_list, name="desk_calls"),
    path("calls/<int:key>/", people.call_done, name="desk_call_done"),
    path("date/<uuid:key>/", today.sheet, name="desk_sheet"),
    path("date/<uuid:key>/tick/", today.tick, name="desk_tick"),
    path("date/<uuid:key>/walk-in/", today.add_walk_in, name="desk_walk_in"),
    path("date/<uuid:key>/poster/", today.poster, name="desk_poster"),
    path("date/<uuid:key>/book/", people.book, name="desk_book"),
    path("date/<uuid:key>/change/", dates.change, name="desk_date"),
    path("date/<uuid:key>/move/", dates.move, name="desk_move"),
    path("date/<uuid:key>/hosts/", dates.hosts, name="desk_hosts"),
    path("date/<uuid:key>/places/", dates.places, name="desk_places"),
    path("date/<uuid:key>/cancel/", dates.cancel, name="desk_cancel"),
    path("date/<uuid:key>/materials/", materials.listed, name="desk_materials"),
    path("date/<uuid:key>/materials/add/", materials.add, name="desk_add_material"),
    path("date/<uuid:key>/materials/<int:material>/remove/", materials.remove, name="desk_remove_material"),
    path("date/<uuid:key>/materials/<int:material>/return/", materials.put_back, name="desk_put_back_material"),
    path("booking/<uuid:key>/", people.slip, name="desk_booking"),
    path("booking/<uuid:key>/cancel/", people.cancel, name="desk_cancel_booking"),
    path("booking/<uuid:key>/answer/", people.answer, name="desk_answer"),
    path("booking/<uuid:key>/return/", people.give_back, name="desk_return_booking"),
    path("series/", series.listed, name="desk_series"),
    path("series/new/", series.make, name="desk_new_series"),
    path("series/<int:key>/", series.one, name="desk_one_series"),
    path("series/<int:key>/edit/", series.edit, name="desk_edit_series"),
    path("series/<int:key>/dates/", series.add_date, name="desk_add_date"),
]
