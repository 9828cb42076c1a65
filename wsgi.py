"""The application that gunicorn and `flask` load."""

from contest.app import create_app

app = create_app()
