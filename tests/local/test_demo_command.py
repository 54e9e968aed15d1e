import pytest
from django.core.management import CommandError, call_command

from tests.factories import make_user


@pytest.mark.django_db
def test_demo_leaves_a_database_with_real_people_alone():
    make_user(email="ada@somewhere.example")
    with pytest.raises(CommandError, match="will not touch it"):
        call_command("demo")
