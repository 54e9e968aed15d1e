"""Make the first administrator."""

from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from casework.services import NotAllowed, add_administrator


class Command(BaseCommand):
    help = "Make the first administrator, who then adds everyone else in the browser."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--password", help="Asked for when not given")

    def handle(self, *, email, name, password, **options):
        password = password or getpass("Password: ")
        try:
            validate_password(password)
            add_administrator(name=name, email=email, password=password, on=timezone.localdate(), at=timezone.now())
        except ValidationError as fault:
            raise CommandError(" ".join(fault.messages)) from fault
        except NotAllowed as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{name} can sign in as {email}.")
