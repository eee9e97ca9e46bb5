"""Who may do what: one Django group for each role, made and kept by `ensure_groups` after every migration."""

AUTHORS = "Авторы"
EDITORS = "Редакторы"
MODERATORS = "Модераторы"
EXPERTS = "Эксперты"
HOSTS = "Ведущие"
DISPATCHERS = "Диспетчеры"
MANAGERS = "Руководители"
ALL = [AUTHORS, EDITORS, MODERATORS, EXPERTS, HOSTS, DISPATCHERS, MANAGERS]
