"""«Закладка»: making, seeing and revoking one's bookmarks."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import bookmarks, guests
from accounts.requests import Request
from accounts.views.own import own, posts


@own
def my_bookmarks(request: Request) -> HttpResponse:
    """`/my/bookmark/`: GET lists those that work; POST makes one and shows its words, this once."""
    words: list[str] = []
    if request.method == "POST":
        words = bookmarks.make(guests.own_learner(request) or guests.ensure(request), timezone.now())
    learner = guests.own_learner(request)
    live = learner.bookmarks.live() if learner else []
    return render(request, "accounts/bookmark.html", {"words": words, "bookmarks": live})


@posts(back="bookmark")
@own
def revoke(request: Request, bookmark_id: int) -> HttpResponse:
    learner = guests.own_learner(request)
    if learner is None:
        raise Http404
    try:
        bookmarks.revoke(learner, bookmark_id, timezone.now())
    except bookmarks.NotTheirs as error:
        raise Http404 from error
    messages.success(request, _("Закладка отменена. По этим словам больше никто не войдёт."))
    if request.POST.get("everywhere"):
        guests.leave_other_devices(request, learner)
        messages.success(request, _("На других устройствах ваших занятий больше не видно."))
    return redirect("bookmark")
