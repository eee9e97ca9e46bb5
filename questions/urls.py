"""Addresses of questions."""

from django.urls import path

from questions import feeds
from questions.views import (
    answering,
    asking,
    availability,
    confirming,
    copying,
    experts,
    following,
    order,
    order_names,
    own,
    pictures,
    promises,
    readdressing,
    reading,
)

ONE = "questions/<int:question_id>/<slug:slug>/"

urlpatterns = [
    path("questions/", reading.questions, name="questions"),
    path("questions/feed.atom", feeds.answers, name="questions_feed"),
    path("questions/ask/", asking.ask, name="ask"),
    path("questions/ask/similar/", asking.similar_questions, name="similar_questions"),
    path("questions/ask/<uuid:key>/", asking.check, name="check_question"),
    path("questions/confirm/<str:token>/", confirming.confirm, name="confirm_question"),
    path("questions/picture/<uuid:picture_id>.webp", pictures.picture, name="question_picture"),
    path("questions/follow/", following.follow, name="follow"),
    path("questions/unsubscribe/<str:token>/", following.stop, name="stop_news"),
    path("my/following/", following.my_following, name="my_following"),
    path("questions/queue/", answering.queue, name="questions_queue"),
    path("questions/queue/settings/", availability.settings, name="expert_settings"),
    path("questions/preview/", answering.preview, name="preview_answer"),
    path("questions/order/", order.desk, name="questions_order"),
    path("questions/order/<int:question_id>/", order.one, name="order_of_question"),
    path("questions/copy/<int:question_id>/", copying.decide, name="copy_offered"),
    path("questions/copy/<int:question_id>/<int:answer_id>/", copying.offer, name="offer_copy"),
    path("questions/order/names/<int:user_id>/", order_names.one, name="order_of_name"),
    path("questions/order/log/", order.done, name="order_log"),
    path("questions/order/promises/", promises.kept, name="promises"),
    path("questions/order/promises.csv", promises.table, name="promises_table"),
    path("questions/hidden/", own.hidden_of_mine, name="hidden_of_mine"),
    path("questions/experts/<slug:slug>/", experts.expert, name="expert"),
    path("questions/experts/<slug:slug>/flag/", order_names.flag, name="flag_name"),
    path("questions/<int:question_id>/", reading.question),
    path(ONE, reading.question, name="question"),
    path(f"{ONE}address/", readdressing.readdress, name="readdress"),
    path(f"{ONE}same/", reading.same, name="same"),
    path(f"{ONE}helped/<int:answer_id>/", reading.helped, name="helped"),
    path(f"{ONE}claim/", answering.claim, name="claim_question"),
    path(f"{ONE}answer/", answering.answer, name="answer"),
    path(f"{ONE}answer/<int:answer_id>/", answering.change, name="change_answer"),
    path(f"{ONE}answer/<int:answer_id>/confirm/", answering.confirm, name="confirm_answer"),
    path(f"{ONE}answer/<int:answer_id>/history/", reading.history, name="answer_history"),
    path(f"{ONE}draft/", answering.save_draft, name="save_draft"),
    path(f"{ONE}flag/", order.flag, name="flag_question"),
    path(f"{ONE}appeal/", order.appeal, name="appeal_question"),
    path(f"{ONE}over/", answering.hand_over, name="hand_over"),
]
