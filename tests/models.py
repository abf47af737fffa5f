"""Ledgers that are begun once; each test has a copy of its own, as if it had begun it itself."""

import shutil
from contextlib import contextmanager

from sqlalchemy import make_url

from gongfu.app.tracking import open_ledger
from tests.postgresql import named, run


class Models:
    """What was begun: by the function that did it, and the kind of database."""

    def __init__(self, folder):
        self._folder = folder
        self._made = {}

    def of(self, kind, begin, place):
        """The place of a ledger that `begin(where, folder)` made at a `place()` and nobody uses."""
        if (kind, begin) not in self._made:
            where = place()
            folder = self._folder / f"{kind}{len(self._made)}"
            begin(where, folder).close()
            self._made[kind, begin] = where
        return self._made[kind, begin]

    def in_sqlite(self, path):
        """Copies as a file of SQLite."""
        return _InSqlite(self, path)

    @contextmanager
    def in_postgresql(self, url):
        """Copies as a database of a server, dropped at the end."""
        copied = _InPostgresql(self, url)
        yield copied
        if copied.there:
            run(url, f"DROP DATABASE {copied.name} WITH (FORCE)")

    def new_file(self):
        """Where nothing is yet."""
        return self._folder / f"m{len(self._made)}.db"


class _InSqlite:
    def __init__(self, models, path):
        self._models = models
        self._path = path

    def place(self):
        return str(self._path)

    def __call__(self, begin):
        model = self._models.of("sqlite", begin, self._models.new_file)
        for file in model.parent.glob(f"{model.name}*"):  # with its log, if it has one
            shutil.copyfile(file, f"{self._path}{file.name.removeprefix(model.name)}")
        return open_ledger(str(self._path), durable=False)


class _InPostgresql:
    def __init__(self, models, url):
        self._models = models
        self._url = url
        self.name, self._place = named(url)
        self.there = False

    def place(self):
        self._create("")
        return self._place

    def __call__(self, begin):
        self._create(self._models.of("postgresql", begin, self._new))
        return open_ledger(self._place, durable=False)

    def _create(self, like):
        if not self.there:
            template = make_url(like).database if like else "template1"
            run(self._url, f"CREATE DATABASE {self.name} TEMPLATE {template}")
            self.there = True

    def _new(self):
        name, place = named(self._url)
        run(self._url, f"CREATE DATABASE {name}")
        return place
