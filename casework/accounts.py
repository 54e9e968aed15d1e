"""How people sign in: by invitation only."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Nobody opens an account for themselves; people are given one with a role."""

    def is_open_for_signup(self, request):
        return False
