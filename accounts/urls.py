"""A person's own pages."""

from django.urls import path

from accounts.views import bookmarks, data, helping, mailbox, returning

urlpatterns = [
    path("return/", returning.return_by_bookmark, name="return"),
    path("my/whose/", returning.whose_lessons, name="whose_lessons"),
    path("my/leave/", returning.leave_device, name="leave_device"),
    path("my/bookmark/", bookmarks.my_bookmarks, name="bookmark"),
    path("my/bookmark/<int:bookmark_id>/revoke/", bookmarks.revoke, name="revoke_bookmark"),
    path("my/helping/", helping.my_helping, name="helping"),
    path("my/helping/invite/", helping.invite, name="invite_helper"),
    path("my/helping/accept/", helping.accept, name="accept_invitation"),
    path("my/helping/stop/", helping.stop, name="stop_helping"),
    path("my/helping/<int:helping_id>/begin/", helping.begin, name="begin_helping"),
    path("my/helping/<int:helping_id>/end/", helping.end, name="end_helping"),
    path("my/helping/<int:helping_id>/leave/", helping.leave, name="leave_helping"),
    path("my/mail/works/", mailbox.works, name="mail_works"),
    path("my/data/", data.my_data, name="my_data"),
    path("my/data/export/", data.export, name="export_data"),
    path("my/data/erase/", data.erase, name="erase_data"),
    path("my/data/act/<uuid:key>/", data.act, name="erasure_act"),
    path("my/data/withdraw/", data.withdraw, name="withdraw_consent"),
]
