"""Coming back by a bookmark, «Это ваши занятия?», and leaving a device."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts import bookmarks, guests, limits, personal_data, whose
from accounts.addresses import home_path, next_path
from accounts.forms.words import WordsForm
from accounts.requests import Request
from accounts.views.own import posts


@never_cache
def return_by_bookmark(request: Request) -> HttpResponse:
    """`/return/`: the four words; also posted by a small form of other pages."""
    if request.method != "POST":
        return ask_words(request, WordsForm())
    form = WordsForm(request.POST)
    if not form.is_valid():
        return ask_words(request, form, status=400)
    try:
        with limits.wrong_guesses(request, "bookmark", bookmarks.NoSuchBookmark):
            learner = bookmarks.find_learner(form.cleaned_data["words"], timezone.now())
        is_here = whose.come_back(request, learner)
    except bookmarks.BookmarkError as error:
        form.refuse(error)
        return ask_words(request, form, status=400)
    except (whose.SomebodyElses, whose.StillHelping) as error:
        form.refuse(error)
        return ask_words(request, form, status=409)
    except limits.TooManyTries as error:
        return ask_words(request, form, status=429, minutes=error.minutes)
    mine = f"{home_path()}my/"
    if not is_here:
        return redirect(whose.address(mine))
    messages.success(request, _("С возвращением! Ваши занятия здесь."))
    return redirect(mine)


def ask_words(request: Request, form: WordsForm, status: int = 200, minutes: int = 0) -> HttpResponse:
    """`minutes`: how long to wait after too many wrong guesses; what was typed stays in the field."""
    response = render(request, "accounts/return.html", {"form": form, "minutes": minutes}, status=status)
    if minutes:
        response["Retry-After"] = str(minutes * 60)
    return response


@never_cache
def whose_lessons(request: Request) -> HttpResponse:
    """`/my/whose/`: «Это ваши занятия?» Both answers go on to `next`."""
    onward = next_path(request, f"{home_path()}my/")
    asked = whose.question(request)
    if asked is None:
        return redirect(onward)
    answer = request.POST.get("answer")
    if request.method != "POST" or answer not in ("yes", "no"):
        return ask_whose(request, asked, onward)
    if answer == "yes":
        whose.say_yes(request, asked, timezone.now())
        messages.success(request, _("Теперь все ваши занятия вместе."))
    else:
        whose.say_no(request, asked)
        messages.success(request, _("Хорошо. Те занятия мы не трогали."))
    return redirect(onward)


def ask_whose(request: Request, asked: whose.Question, onward: str) -> HttpResponse:
    context = {"asked": asked, "done": personal_data.summary(asked.guest), "next": onward}
    return render(request, "accounts/whose.html", context, status=400 if request.method == "POST" else 200)


@posts(back="my_data")
def leave_device(request: Request) -> HttpResponse:
    """A guest goes away from a shared computer. Their records stay, behind their bookmark."""
    guests.forget(request)
    messages.success(request, _("На этом устройстве ваших занятий больше не видно."))
    return redirect(home_path())
